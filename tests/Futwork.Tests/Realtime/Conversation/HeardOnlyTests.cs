using FsCheck;
using FsCheck.Fluent;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>Whatever happens on a call, the transcript holds exactly the agent's words that went out to their last sample.</summary>
public sealed class HeardOnlyTests
{
    private static readonly string?[] Answers = [null, "yes", "no", "what", "hello", "the weather is nice", "my number is", "tomorrow"];

    private static readonly Gen<Speech> Speeches =
        from start in Gen.Choose(0, 14_000)
        from length in Gen.Choose(40, 1500)
        from words in Gen.Elements(Answers)
        from confidence in Gen.Elements(1.0, 1.0, 0.3)
        select new Speech(start, start + length, words, confidence);

    private static readonly Gen<Scenario> Scenarios =
        from speeches in Gen.ListOf(Speeches)
        from hangUp in Gen.Choose(1, 15_000)
        from byApi in ArbMap.Default.GeneratorFor<bool>()
        from voiceDelay in Gen.Elements(0, 150, 700)
        from earsDelay in Gen.Elements(50, 400, 2500)
        from wordMilliseconds in Gen.Elements(130, 200, 333)
        from interruptible in ArbMap.Default.GeneratorFor<bool>()
        select new Scenario([.. speeches.OrderBy(s => s.Start)], hangUp, byApi, voiceDelay, earsDelay, wordMilliseconds, interruptible);

    [Fact]
    public void The_transcript_equals_the_words_that_were_played_for_any_interleaving_of_speech_and_hang_up() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Scenarios.ToArbitrary(), Holds));

    private static bool Holds(Scenario scenario)
    {
        using var call = new VirtualCall();
        (call.Voice.DelayMilliseconds, call.Voice.WordMilliseconds) = (scenario.VoiceDelay, scenario.WordMilliseconds);
        call.Ears.DelayMilliseconds = scenario.EarsDelay;
        int free = 0;
        foreach (Speech speech in scenario.Speeches.Where(s => s.Start >= free))
        {
            call.Says(speech.Start, speech.End, speech.Words, speech.Confidence);
            free = speech.End + 400;
        }

        _ = scenario.ByApi ? call.ApiHangsUp(scenario.HangUp) : call.PersonHangsUp(scenario.HangUp);
        ConversationResult result = call.Play(Agents.Asking(interruptible: scenario.Interruptible));

        string transcript = string.Join(' ', result.Transcript.Where(l => l.IsAgent).Select(l => l.Text));
        return transcript == call.WordsOnTheLine
            && call.Time.ActiveTimers == 0
            && result.Transcript.All(l => l.Start <= l.End && l.End <= result.Duration + TimeSpan.FromMilliseconds(20));
    }

    private sealed record Speech(int Start, int End, string? Words, double Confidence);

    private sealed record Scenario(Speech[] Speeches, int HangUp, bool ByApi, int VoiceDelay, int EarsDelay, int WordMilliseconds, bool Interruptible)
    {
        public override string ToString() =>
            $"{string.Join("; ", Speeches.AsEnumerable())} hang-up {HangUp} {(ByApi ? "api" : "person")} voice {VoiceDelay} ears {EarsDelay} word {WordMilliseconds} interruptible {Interruptible}";
    }
}
