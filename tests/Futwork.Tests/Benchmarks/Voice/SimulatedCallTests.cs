using Futwork.Benchmarks.Phone;
using Futwork.Benchmarks.Voice;
using Futwork.Benchmarks.Voice.Callers;
using Futwork.Benchmarks.Voice.Engines;
using Futwork.Benchmarks.Voice.Scoring;

namespace Futwork.Tests.Benchmarks.Voice;

public sealed class SimulatedCallTests
{
    private static readonly CallScript Script = new(
        "short", 1, "rms", "kal", "en-IN", "Hello, this is Maya. Is this a good time to talk?",
        [
            new Move("answer", CallerSoundKind.Turn, Cue.AgentDone, 700, "Yes, go ahead please.") { Reply = "Thank you. Your policy ends next month, and there is a new offer for you." },
            new Move("interruption", CallerSoundKind.Turn, Cue.AgentSpeaking, 1200, "Stop, I am not interested.") { Reply = "I understand. Goodbye." },
        ]);

    [Fact]
    public async Task A_caller_is_heard_answered_and_yielded_to_and_the_same_call_comes_out_the_same()
    {
        var sounds = new SpokenSounds();

        SimulatedCallResult first = await SimulatedCall.PlayAsync(Script, ChannelSettings.Clean, sounds, agent => agent, keepSound: true);
        SimulatedCallResult second = await SimulatedCall.PlayAsync(Script, ChannelSettings.Clean, sounds, agent => agent);

        MomentOutcome[] moments = [.. MomentOutcome.Of(first.Call)];
        moments.Select(m => m.Category).ShouldBe(["answer", "interruption"]);
        moments.ShouldAllBe(m => m.ResponseSeconds > 0.3 && m.ResponseSeconds < 3);
        moments[1].YieldSeconds.ShouldNotBeNull();
        first.Sound!.Channel(0).ShouldContain(sample => sample != 0);
        second.Call.Caller.Select(c => c.When).ShouldBe(first.Call.Caller.Select(c => c.When));
        second.Call.Agent.ShouldBe(first.Call.Agent);
    }
}
