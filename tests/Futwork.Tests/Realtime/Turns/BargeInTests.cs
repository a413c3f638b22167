using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>Speech over the agent's voice, from millisecond 0 on.</summary>
public sealed class BargeInTests
{
    private static readonly AgentMoment Middle = new(false, TimeSpan.FromSeconds(3), Asks: true);
    private static readonly AgentMoment QuestionEnds = new(false, TimeSpan.FromMilliseconds(400), Asks: true);
    private static readonly AgentMoment StatementEnds = new(false, TimeSpan.FromMilliseconds(400), Asks: false);

    [Theory]
    [InlineData("en-US", "mm-hmm", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "mmmm hmmm", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "uh-huh", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "yeahhh", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "yes yes yes", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "okay got it", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "oh I see", nameof(BargeInReason.Backchannel))]
    [InlineData("en-IN", "haan haan theek hai", nameof(BargeInReason.Backchannel))]
    [InlineData("en-IN", "achha ok", nameof(BargeInReason.Backchannel))]
    [InlineData("hi-IN", "जी जी", nameof(BargeInReason.Backchannel))]
    [InlineData("hi-IN", "हाँ ठीक है", nameof(BargeInReason.Backchannel))]
    [InlineData("fr-FR", "mm-hmm", nameof(BargeInReason.Backchannel))]
    [InlineData("en-US", "I'm on the phone", nameof(BargeInReason.RoomTalk))]
    [InlineData("en-US", "mom, in a minute", nameof(BargeInReason.RoomTalk))]
    [InlineData("en-IN", "beta idhar aao", nameof(BargeInReason.RoomTalk))]
    [InlineData("hi-IN", "मैं फोन पे हूँ", nameof(BargeInReason.RoomTalk))]
    [InlineData("en-US", "", nameof(BargeInReason.Noise))]
    public void The_agent_goes_on_after(string language, string text, string reason) =>
        Said(language, text, 400, Middle).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, Enum.Parse<BargeInReason>(reason)));

    [Theory]
    [InlineData("en-US", "no", nameof(BargeInReason.Words))]
    [InlineData("en-US", "what", nameof(BargeInReason.Words))]
    [InlineData("en-US", "yes but when", nameof(BargeInReason.Words))]
    [InlineData("en-US", "my mom takes care of that", nameof(BargeInReason.Words))]
    [InlineData("en-US", "stop", nameof(BargeInReason.StopPhrase))]
    [InlineData("en-US", "okay hold on", nameof(BargeInReason.StopPhrase))]
    [InlineData("en-IN", "ek minute", nameof(BargeInReason.StopPhrase))]
    [InlineData("en-IN", "haan lekin kitna", nameof(BargeInReason.Words))]
    [InlineData("hi-IN", "रुकिए", nameof(BargeInReason.StopPhrase))]
    [InlineData("hi-IN", "कितने का है", nameof(BargeInReason.Words))]
    public void The_agent_stops_for(string language, string text, string reason) =>
        Said(language, text, 400, Middle).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, Enum.Parse<BargeInReason>(reason)));

    [Fact]
    public void Yes_is_an_answer_as_the_question_ends_and_listening_anywhere_else()
    {
        Said("en-US", "yes", 400, QuestionEnds).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Answer));
        Said("en-US", "yes", 400, StatementEnds).Decision.ShouldBe(BargeInDecision.Resume);
        Said("en-US", "yes", 400, Middle).Decision.ShouldBe(BargeInDecision.Resume);
        Said("en-US", "yes", 400, default).Decision.ShouldBe(BargeInDecision.Resume);
    }

    [Theory]
    [InlineData("hello", true, nameof(BargeInReason.PickUp))]
    [InlineData("hello", false, nameof(BargeInReason.Words))]
    public void Hello_is_how_people_pick_up_only_while_the_agent_opens(string text, bool opening, string reason) =>
        Said("en-US", text, 400, new AgentMoment(opening)).Reason.ToString().ShouldBe(reason);

    [Fact]
    public void A_stop_phrase_counts_from_the_first_guess_and_other_words_from_the_second()
    {
        TurnPolicy policy = new();
        TurnTaker person = Speaking(policy);

        Guess(person, "not", 200);
        Decide(person, policy, 200).Decision.ShouldBe(BargeInDecision.Hold);
        Guess(person, "not now", 300);
        Decide(person, policy, 300).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Words));

        TurnTaker other = Speaking(policy);
        Guess(other, "wait", 200);
        Decide(other, policy, 200).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.StopPhrase));
    }

    [Fact]
    public void Sustained_speech_takes_the_floor_unless_it_is_listening()
    {
        TurnPolicy policy = new();
        TurnTaker talker = Speaking(policy), listener = Speaking(policy);
        Guess(listener, "mm hmm", 300);
        Guess(listener, "mm hmm yes", 500);

        Decide(talker, policy, 249).Decision.ShouldBe(BargeInDecision.Wait);
        Decide(talker, policy, 250).Decision.ShouldBe(BargeInDecision.Hold);
        Decide(talker, policy, 699).Decision.ShouldBe(BargeInDecision.Hold);
        Decide(talker, policy, 700).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Sustained));
        Decide(listener, policy, 700).Decision.ShouldBe(BargeInDecision.Wait);
        BargeIn.Due(listener, policy, Middle, goesOn: true).ShouldBe(Ms(2000));
        Decide(listener, policy, 2000).Decision.ShouldBe(BargeInDecision.Resume);
    }

    [Fact]
    public void A_word_that_begins_I_see_waits_for_the_next_and_no_does_not()
    {
        TurnPolicy policy = TurnPolicy.From(new TurnSettings(), "en-US");
        TurnTaker listener = Speaking(policy), talker = Speaking(policy), refuser = Speaking(policy);
        Guess(listener, "I", 150);
        Guess(listener, "I see", 200);
        Guess(talker, "I", 150);
        Guess(talker, "I want", 200);
        Guess(refuser, "no", 150);
        Guess(refuser, "no", 200);

        Decide(listener, policy, 200).Decision.ShouldBe(BargeInDecision.Wait);
        Decide(talker, policy, 200).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Words));
        Decide(refuser, policy, 200).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Words));
    }

    [Fact]
    public void A_hum_pauses_the_agent_later_than_words_do()
    {
        TurnPolicy policy = new();
        TurnTaker person = Speaking(policy);
        person.IsHum = true;

        Decide(person, policy, 349).Decision.ShouldBe(BargeInDecision.Wait);
        BargeIn.Due(person, policy, Middle, goesOn: true).ShouldBe(Ms(350));
        Decide(person, policy, 350).Decision.ShouldBe(BargeInDecision.Hold);
    }

    [Fact]
    public void A_paused_agent_does_not_speak_up_for_a_syllable_between_two_words()
    {
        TurnPolicy policy = new();
        TurnTaker person = Speaking(policy);
        person.Dipped(Ms(280));
        AgentMoment held = Middle with { HeldSince = Ms(250) };

        BargeIn.Due(person, policy, held, goesOn: true).ShouldBe(Ms(430));
        BargeIn.Decide(person, policy, held, Ms(429)).Decision.ShouldBe(BargeInDecision.Hold);
        BargeIn.Decide(person, policy, held, Ms(430)).Decision.ShouldBe(BargeInDecision.Wait);
        BargeIn.Decide(person, policy, Middle, Ms(429)).Decision.ShouldBe(BargeInDecision.Wait);
    }

    [Fact]
    public void A_cough_is_over_when_the_recogniser_has_no_word_for_it_or_takes_too_long()
    {
        TurnPolicy policy = new();
        TurnTaker cougher = Speaking(policy);
        cougher.Ended(Ms(200));

        Decide(cougher, policy, 1199).Decision.ShouldBe(BargeInDecision.Wait);
        Decide(cougher, policy, 1200).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, BargeInReason.Noise));
        cougher.Recognised(new RecognitionResult("", true), Ms(400));
        Decide(cougher, policy, 400).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, BargeInReason.Noise));
    }

    [Fact]
    public void A_voice_much_quieter_than_the_callers_is_somebody_elses_whatever_it_says()
    {
        TurnPolicy policy = new();
        TurnTaker person = Speaking(policy);
        person.Sounded(-22);
        person.Ended(Ms(800));
        person.Recognised(new RecognitionResult("we sold the house", true), Ms(900));
        person.Take();

        person.Began(Ms(5000));
        person.Sounded(-40);
        Decide(person, policy, 5249).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, BargeInReason.RoomTalk));
        person.Sounded(-28);
        Decide(person, policy, 5249).Decision.ShouldBe(BargeInDecision.Wait);
    }

    [Fact]
    public void Words_too_quiet_for_voice_activity_are_somebody_elses()
    {
        TurnPolicy policy = new();
        TurnTaker person = Speaking(policy);
        person.Ended(Ms(800));
        person.Recognised(new RecognitionResult("we sold the house", true), Ms(900), dbfs: -22);
        person.Take();

        person.Recognised(new RecognitionResult("put it on the shelf", false), Ms(5300), dbfs: -34);
        person.Recognised(new RecognitionResult("put it on the shelf please", false), Ms(5400), dbfs: -34);
        Decide(person, policy, 5400).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, BargeInReason.RoomTalk));
        person.Recognised(new RecognitionResult("no I want to know the price", false), Ms(6400), dbfs: -24);
        person.Recognised(new RecognitionResult("no I want to know the price", true), Ms(6500), dbfs: -24);
        Decide(person, policy, 6500).ShouldBe(new BargeInVerdict(BargeInDecision.Yield, BargeInReason.Words));
    }

    [Fact]
    public void An_agent_may_ask_for_more_words_and_for_words_of_its_own()
    {
        var settings = new TurnSettings { Interruption = new InterruptionSettings { Words = 3, StopPhrases = ["Enough!"], Backchannels = ["super duper"] } };
        TurnPolicy policy = TurnPolicy.From(settings, "en-US");

        Said(policy, "not now", 400, Middle).ShouldBe(new BargeInVerdict(BargeInDecision.Resume, BargeInReason.TooFewWords));
        Said(policy, "not right now", 400, Middle).Decision.ShouldBe(BargeInDecision.Yield);
        Said(policy, "enough", 400, Middle).Reason.ShouldBe(BargeInReason.StopPhrase);
        Said(policy, "super duper okay", 400, Middle).Reason.ShouldBe(BargeInReason.Backchannel);
    }

    [Theory]
    [InlineData("Is this a good time? ", true)]
    [InlineData("کیا یہ ٹھیک ہے؟", true)]
    [InlineData("یہ ٹھیک ہے۔", false)]
    public void A_question_is_known_by_its_mark(string text, bool asks) => AgentMoment.Of(false, text, TimeSpan.Zero).Asks.ShouldBe(asks);

    private static BargeInVerdict Said(string language, string text, int length, AgentMoment agent) =>
        Said(TurnPolicy.From(new TurnSettings(), language), text, length, agent);

    private static BargeInVerdict Said(TurnPolicy policy, string text, int length, AgentMoment agent)
    {
        TurnTaker person = Speaking(policy);
        person.Ended(Ms(length));
        person.Recognised(new RecognitionResult(text, true), Ms(length + 100));
        return BargeIn.Decide(person, policy, agent, Ms(length + 100));
    }

    private static TurnTaker Speaking(TurnPolicy policy)
    {
        var person = new TurnTaker(policy);
        person.Began(Ms(0));
        return person;
    }

    private static void Guess(TurnTaker person, string text, int at) => person.Recognised(new RecognitionResult(text, false), Ms(at));

    private static BargeInVerdict Decide(TurnTaker person, TurnPolicy policy, int at) => BargeIn.Decide(person, policy, Middle, Ms(at));

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
