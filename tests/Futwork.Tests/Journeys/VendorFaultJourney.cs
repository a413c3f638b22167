using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Turns;
using Futwork.Simulator.Models;
using Futwork.Simulator.Sockets;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>What the person notices when a vendor fails in the middle of a call: a pause at most.</summary>
[Collection(RealSound.Name), Trait("kind", "journey")]
public sealed class VendorFaultJourney : IAsyncLifetime
{
    private const string Greeting = "Is this a good time?";
    private const string Question = "Great. Shall I book a visit?";
    private const string Goodbye = "Good, see you.";
    private const string Answer = "yes please";
    private VendorCall? _made;

    private VendorCall Call => _made!;

    public async ValueTask InitializeAsync() => _made = await VendorCall.StartAsync();

    public ValueTask DisposeAsync() => Call.DisposeAsync();

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 429")]
    [InlineData("a 5xx")]
    [InlineData("silence")]
    public async Task Ears_that_fail_while_the_person_speaks_are_followed_by_others_that_hear_all_of_it(string fault)
    {
        Call.DuringAnswer(1, 200, () => Strike(Call.Deepgram, fault));

        ConversationResult result = await Call.PlayAsync(Agent() with { Listening = Call.Ears with { Fallbacks = [Call.OtherEars] } });

        ShouldHaveGoneOn(result, longestPause: 2500, mayAskAgain: true);
        ShouldHaveFollowed(result, fault, "deepgram", "deepgram-flux");
    }

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 429")]
    [InlineData("a 5xx")]
    [InlineData("silence")]
    public async Task A_voice_that_fails_in_mid_sentence_is_followed_by_another(string fault)
    {
        Call.DuringAnswer(1, 100, () => Strike(Call.ElevenLabs, fault, messages: 2));

        ConversationResult result = await Call.PlayAsync(Agent() with { Voice = Call.Mouth with { Fallbacks = [new VoiceSettings()] } });

        ShouldHaveGoneOn(result, longestPause: 3500);
        ShouldHaveFollowed(result, fault, "elevenlabs", "local");
    }

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 429")]
    [InlineData("a 5xx")]
    [InlineData("silence")]
    public async Task A_model_that_fails_is_followed_by_another(string fault)
    {
        Call.OpenAi.Enqueue(Failing(fault));
        Call.Anthropic.Enqueue(FakeReply.Text(Question));
        Call.Anthropic.Enqueue(Last);

        ConversationResult result = await Call.PlayAsync(Prompted(Call.Prompt with { Fallbacks = [Call.OtherModel] }));

        ShouldHaveGoneOn(result, longestPause: 5000, end: ConversationEnd.ModelEnded);
        ShouldHaveFollowed(result, "", "openai", "anthropic");
    }

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 5xx")]
    public async Task Lone_ears_are_opened_anew_and_hear_what_was_said_meanwhile(string fault)
    {
        Call.DuringAnswer(1, 200, () => Strike(Call.Deepgram, fault, times: 1));

        ShouldHaveGoneOn(await Call.PlayAsync(Agent()), longestPause: 2500, mayAskAgain: true);
    }

    [Fact]
    public async Task Lone_ears_that_fall_silent_are_opened_anew_while_the_agent_asks_again()
    {
        Call.DuringAnswer(1, 200, () => Strike(Call.Deepgram, "silence"));

        ConversationResult result = await Call.PlayAsync(Agent());

        result.Disposition.ShouldBe("booked", Call.Story);
        // Words that come late may cross with the person's next ones, who then cut short what is said once more.
        result.Transcript.Where(line => line is { IsAgent: true, Interrupted: false }).Select(line => line.Text).Where(line => !IsAskedAgain(line))
            .ShouldBe([Greeting, Question, Goodbye], Call.Story);
        Lines(result, isAgent: false)[^1].ShouldBe(Answer, Call.Story);
        Call.LongestPause.ShouldBeLessThan(2500, Call.Story);
    }

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 5xx")]
    [InlineData("silence")]
    public async Task A_lone_voice_that_fails_in_mid_sentence_goes_on_with_the_next_word(string fault)
    {
        Call.DuringAnswer(1, 100, () => Strike(Call.ElevenLabs, fault, messages: 2, times: 1));

        ShouldHaveGoneOn(await Call.PlayAsync(Agent()), longestPause: 3500);
    }

    [Theory]
    [InlineData("a killed socket")]
    [InlineData("a 429")]
    [InlineData("a 5xx")]
    [InlineData("silence")]
    public async Task A_lone_model_that_fails_is_asked_once_more(string fault)
    {
        Call.OpenAi.Enqueue(Failing(fault) with { RetryAfterSeconds = null });
        Call.OpenAi.Enqueue(FakeReply.Text(Question));
        Call.OpenAi.Enqueue(Last);

        ShouldHaveGoneOn(await Call.PlayAsync(Prompted(Call.Prompt)), longestPause: 5000, end: ConversationEnd.ModelEnded);
    }

    private static FakeReply Last => FakeReply.Text(Goodbye) with { ToolCall = ("end_call", """{"disposition":"booked"}""") };

    private static FakeReply Failing(string fault) => fault switch
    {
        "a killed socket" => FakeReply.Text("Never heard.") with { DropAfterTokens = 0 },
        "a 429" => new FakeReply { Status = 429, RetryAfterSeconds = 30, Body = "{}" },
        "a 5xx" => new FakeReply { Status = 503, Body = "{}" },
        _ => FakeReply.Text("Never heard.") with { Hold = new TaskCompletionSource().Task },
    };

    /// <summary>A vendor fails in mid-call.</summary>
    /// <param name="server">The vendor.</param>
    /// <param name="fault">How.</param>
    /// <param name="messages">How many messages it still sends.</param>
    /// <param name="times">How many new connections it refuses; often, it asks to wait for long.</param>
    private static void Strike(FakeSocketServer server, string fault, int messages = 0, int times = 5)
    {
        for (int i = 0; i < times && fault is "a 429" or "a 5xx"; i++)
            server.Enqueue(new SocketFault { Status = fault is "a 429" ? 429 : 503, RetryAfterSeconds = times > 1 ? 30 : null });
        if (fault is "silence")
            server.Strike(new SocketFault { Silent = true });
        else if (messages > 0)
            server.Strike(new SocketFault { DropAfter = messages });
        else
            server.DropAll();
    }

    private AgentDefinition Prompted(PromptSettings prompt) => new()
    {
        Listening = Call.Ears,
        Voice = Call.Mouth,
        Prompt = prompt with { Greeting = Greeting },
        Turns = new TurnSettings { PreemptiveReplies = false },
        Dispositions = [new Disposition("booked")],
    };

    private AgentDefinition Agent() => new()
    {
        Listening = Call.Ears,
        Voice = Call.Mouth,
        Flow = new Flow
        {
            Steps =
            [
                new FlowStep { Name = "greeting", Say = Greeting, Listen = new FlowListen { Yes = "question" } },
                new FlowStep { Name = "question", Say = Question, Listen = new FlowListen { Yes = "goodbye" } },
                new FlowStep { Name = "goodbye", Say = Goodbye, End = new FlowEnd("booked") },
            ],
        },
    };

    /// <summary>Everything was said once and understood, and nobody waited long. Where words were missing, the agent may have asked for them.</summary>
    private void ShouldHaveGoneOn(ConversationResult result, int longestPause, bool mayAskAgain = false, ConversationEnd end = ConversationEnd.FlowEnded)
    {
        string[] said = Lines(result, isAgent: true), heard = Lines(result, isAgent: false);
        said.Where(line => !mayAskAgain || !IsAskedAgain(line)).ShouldBe([Greeting, Question, Goodbye], Call.Story);
        if (mayAskAgain)
            ShouldBeAnswers(heard, said.Count(IsAskedAgain));
        else
            heard.ShouldBe([Answer, Answer], Call.Story);
        result.End.ShouldBe(end, Call.Story);
        result.Disposition.ShouldBe("booked", Call.Story);
        Call.LongestPause.ShouldBeLessThan(longestPause, Call.Story);
    }

    /// <summary>The answers to both questions, and to having been asked again: words that came late stand beside their repetition, in one line or in two.</summary>
    private void ShouldBeAnswers(string[] heard, int askedAgain)
    {
        string words = string.Join(' ', heard.Where(line => line != "[unclear]"));
        int times = (words.Length + 1) / (Answer.Length + 1);
        words.ShouldBe(string.Join(' ', Enumerable.Repeat(Answer, times)), Call.Story);
        times.ShouldBeInRange(2, 2 + askedAgain, Call.Story);
    }

    /// <summary>The call's record shows who failed and who took over; after a socket alone is lost, the same vendor is asked again.</summary>
    private static void ShouldHaveFollowed(ConversationResult result, string fault, string failed, string follower)
    {
        if (fault is "a killed socket")
            return;
        result.Usage.Single(u => u.Engine == failed).Failures.ShouldBePositive();
        EngineUsage used = result.Usage.Single(u => u.Engine == follower);
        (used.Requests > 0, used.Failures).ShouldBe((true, 0));
    }

    private static bool IsAskedAgain(string line) => "Sorry, I did not catch that. Could you please say it again?".StartsWith(line, StringComparison.Ordinal);

    private static string[] Lines(ConversationResult result, bool isAgent) => [.. result.Transcript.Where(l => l.IsAgent == isAgent).Select(l => l.Text)];
}
