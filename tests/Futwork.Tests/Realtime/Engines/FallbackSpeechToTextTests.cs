using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>Ears that take over from others in the middle of a turn, on whole calls in virtual time.</summary>
public sealed class FallbackSpeechToTextTests : IDisposable
{
    private readonly VirtualCall _call = new();
    private readonly ScriptedEars _second;

    public FallbackSpeechToTextTests()
    {
        _second = new ScriptedEars(_call.Time);
        _second.Script.Enqueue(new RecognitionResult("yes", true));
        var health = new EngineHealth(_call.Time);
        _call.OtherEars = new FallbackSpeechToText([Choice(_call.Ears, "first"), Choice(_second, "second")], health, _call.Time, NullLogger.Instance);
    }

    public void Dispose() => _call.Dispose();

    [Fact]
    public void Ears_that_break_while_the_person_speaks_are_followed_by_others_that_hear_all_of_it()
    {
        ConversationResult result = _call.Says(4000, 4800, "never heard").At(4500, () => _call.Ears.Open!.Fail()).Play(Conversation.Agents.Asking());

        result.Disposition.ShouldBe("interested");
        result.End.ShouldBe(ConversationEnd.FlowEnded);
        result.Transcript.Where(l => !l.IsAgent).Select(l => l.Text).ShouldBe(["yes"]);
        _second.Open!.Samples.ShouldBeGreaterThan(PhoneAudio.Samples(TimeSpan.FromMilliseconds(800)));
    }

    [Fact]
    public void Ears_that_send_no_words_are_followed_by_others_and_the_call_goes_on()
    {
        _call.Ears.DelayMilliseconds = 100_000;

        _second.Script.Enqueue(new RecognitionResult("yes", true));

        // The words come too late for the first turn; asked again, the person says them once more.
        ConversationResult result = _call.Says(4000, 4400, "never heard").Says(11_000, 11_400, "never heard").Play(Conversation.Agents.Asking());

        result.Disposition.ShouldBe("interested");
        result.End.ShouldBe(ConversationEnd.FlowEnded);
    }

    [Fact]
    public void Ears_that_work_are_left_alone()
    {
        _call.Says(4000, 4400, "yes").Play(Conversation.Agents.Asking()).Disposition.ShouldBe("interested");

        _second.Open.ShouldBeNull();
        _call.Ears.Open!.IsDisposed.ShouldBeTrue();
    }

    private static SpeechToTextChoice Choice(ISpeechToText ears, string model) => new(ears, new RecognitionOptions("en-IN", new Expectation(), model));
}
