using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Answering;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>Persons: a short greeting is recognised within 1.2 s of its end, and nobody is ever taken for a voicemail.</summary>
public sealed class HumanGreetingTests
{
    [Theory]
    [InlineData("900-1300 hello")]
    [InlineData("900-1300")]
    [InlineData("200-600 yes")]
    [InlineData("500-2200 hello asha speaking")]
    [InlineData("500-2600 hello who is this")]
    [InlineData("700-1500 haan ji boliye")]
    [InlineData("700-1500 हेलो कौन")]
    [InlineData("700-1700 ji namaste")]
    [InlineData("400-2800")]
    [InlineData("400-900|1400-1900 hello hello")]
    [InlineData("1500-2000 good morning")]
    public void A_short_greeting_is_a_person_within_1200_ms_of_its_end(string script)
    {
        var greeting = new Greeting(script);

        (AnsweringVerdict verdict, int at) = greeting.Play(greeting.End + 1200);

        verdict.Kind.ShouldBe(AnsweredBy.Human, verdict.ToString());
        verdict.Confidence.ShouldBeGreaterThanOrEqualTo(AnsweringClues.Suspicion);
        (at - greeting.End).ShouldBeInRange(0, 1200);
    }

    // The false-machine budget: none of these may ever be hung up on.
    [Theory]
    [InlineData("900-1300 hello|4000-4600 yes|8000-12000 no i told you leave me alone")]
    [InlineData("300-6300 good morning thank you for calling sharma electronics this is priya speaking how may i help you today")]
    [InlineData("300-6300 good morning thank you for calling sharma electronics this is priya speaking how may i help you today|6800-7000@1000")]
    [InlineData("300-6300|6800-7000@1000|7500-8000")]
    [InlineData("300-6300|9000-9900|12000-12500")]
    [InlineData("300-15000")]
    [InlineData("300-15000|16000-30000")]
    [InlineData("300-1000 hello|1300-1500|1900-2300|2700-5000|5300-9000|9400-14000")]
    [InlineData("300-1000 hello|1200-1500@1400|15000-15300@1400")]
    [InlineData("300-1000|1200-1500@1400")]
    [InlineData("300-1000 hello|4000-8000 no she is not available would you like to leave a message")]
    [InlineData("300-1000 hello|4000-8000 he is not available right now can i take a message")]
    [InlineData("300-1000 hello|4000-8000 his phone is switched off call the other number")]
    [InlineData("300-1000 hello|4000-9000 i was trying the number you are calling from but it was not reachable")]
    [InlineData("300-1000 haan ji|4000-8000 unka phone switch off hai baad mein call kijiye")]
    [InlineData("300-1000 hello|4000-6000 main abhi busy hoon thodi der baad phone karo")]
    [InlineData("300-1000 hello|4000-6000 please try again later i am driving")]
    [InlineData("300-1000 hello|4000-6000 i did not get your voicemail")]
    [InlineData("300-1000 hello|4000-6000 please call back later i am in a meeting")]
    [InlineData("300-1000 हेलो|4000-6000 वह अभी व्यस्त है थोड़ी देर बाद फोन कीजिए")]
    [InlineData("500-2500 this is the voice mail department how can i help you")]
    [InlineData("500-4500 sales desk you have reached rohit how can i help")]
    [InlineData("500-9000 hello hello can you hear me i cannot hear you the line is very bad hello|9200-9600@700")]
    [InlineData("100-300|500-700|900-1500 hello|1800-2000|2600-2900|3300-3500|3900-4200")]
    [InlineData("500-1500 hello|3000-3200@440|3500-3700@523|4000-4200@659")]
    public void A_person_is_never_taken_for_a_voicemail(string script)
    {
        var greeting = new Greeting(script);

        for (int until = 500; until <= greeting.End + 4000; until += 250)
        {
            (AnsweringVerdict verdict, _) = greeting.Play(until);
            verdict.IsVoicemail.ShouldBeFalse($"after {until} ms: {verdict}");
        }
    }

    [Fact]
    public void A_call_at_which_nobody_says_anything_stays_unsure() =>
        new AnsweringDetector().Decide(TimeSpan.FromSeconds(30)).ShouldBe(AnsweringVerdict.Unsure);

    [Fact]
    public void What_is_heard_late_in_a_call_is_part_of_the_talk()
    {
        (AnsweringVerdict verdict, _) = new Greeting("500-1000 hello|50000-56000 you said leave a message after the tone record your message|57000-57500@1000").Play(60_000);

        verdict.Kind.ShouldBe(AnsweredBy.Human);
    }
}
