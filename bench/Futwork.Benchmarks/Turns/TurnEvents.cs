using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>Something that turn-taking is told, and when.</summary>
internal sealed record TurnEvent(TimeSpan At, Action<TurnTaker> Tell);

/// <summary>
/// What voice activity (Silero, over the sound) and a recogniser of today would tell of a turn: first guesses a third of a second
/// behind the voice, every tenth of a second; final words a third of a second after each end of speech, or behind its last word, whose end may be too soft for voice
/// activity; one word in twelve lost or wrong.
/// </summary>
internal static class TurnEvents
{
    private const double WrongWords = 1 / 12.0;
    private static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(60);

    /// <param name="turn">The turn.</param>
    /// <param name="vocabulary">What a wrong word may be taken for: one about as long, or nothing.</param>
    /// <param name="caller">What was heard of the caller so far.</param>
    /// <param name="detector">Hears the caller.</param>
    /// <param name="random">The chance.</param>
    public static IReadOnlyList<TurnEvent> Of(TurnSample turn, IReadOnlyList<string> vocabulary, SpeechTracker caller, SileroVad detector, Random random)
    {
        SpokenWord[] words = [.. turn.Words.Select(w => random.NextDouble() < WrongWords ? w with { Text = Mistake(w.Text, vocabulary, random) } : w).Where(w => w.Text.Length > 0)];
        var events = new List<TurnEvent>();
        List<Speech> speech = SpeechOf(turn, caller, detector);
        foreach ((TimeSpan start, TimeSpan began, TimeSpan end, TimeSpan known, double melody) in speech)
        {
            events.Add(new TurnEvent(began, t => t.Began(start)));
            events.Add(new TurnEvent(known, t => t.Ended(end, melody)));
        }

        AddResults(events, words, speech);
        return [.. events.OrderBy(e => e.At)];
    }

    private static string Mistake(string word, IReadOnlyList<string> vocabulary, Random random)
    {
        string[] alike = [.. vocabulary.Where(v => Math.Abs(v.Length - word.Length) <= 1 && v != word)];
        return alike.Length == 0 || random.Next(2) == 0 ? "" : alike[random.Next(alike.Length)];
    }

    private static void AddResults(List<TurnEvent> events, SpokenWord[] words, List<Speech> speech)
    {
        int settled = 0;
        foreach ((int i, (TimeSpan start, _, TimeSpan end, TimeSpan known, _)) in speech.Index())
        {
            int first = settled, all = Math.Max(first, i + 1 < speech.Count ? words.Count(w => Spoken(w) <= speech[i + 1].Start) : words.Length);
            TimeSpan final = Later(known, Later(end + Behind + Late, all > first ? Spoken(words[all - 1]) + Behind : TimeSpan.Zero));
            for (TimeSpan at = start + Behind; at < final; at += Step)
            {
                int count = words.Count(w => Spoken(w) <= at - Behind) - first;
                if (count > 0)
                    events.Add(Result(at, words[first..Math.Min(all, first + count)], isFinal: false));
            }

            events.Add(Result(final, words[first..all], isFinal: true));
            settled = all;
        }
    }

    private static TimeSpan Spoken(SpokenWord word) => PhoneAudio.Duration(word.EndSample);

    private static TurnEvent Result(TimeSpan at, SpokenWord[] words, bool isFinal)
    {
        string text = string.Join(' ', words.Select(w => w.Text));
        return new TurnEvent(at, t => t.Recognised(new RecognitionResult(text, isFinal), at));
    }

    private static List<Speech> SpeechOf(TurnSample turn, SpeechTracker caller, SileroVad detector)
    {
        long before = caller.Gate.Position;
        TimeSpan began = TimeSpan.Zero;
        var speech = new List<Speech>();
        for (int at = 0; at + VoiceGate.ChunkSamples <= turn.Sound.Length; at += VoiceGate.ChunkSamples)
        {
            ReadOnlySpan<short> chunk = turn.Sound.AsSpan(at, VoiceGate.ChunkSamples);
            VoiceChange change = caller.Hear(chunk, detector.Probability(chunk));
            began = change is VoiceChange.Started ? At(caller.Gate.Position) : began;
            if (change is VoiceChange.Ended)
                speech.Add(new Speech(At(caller.Gate.StartSample), began, At(caller.Gate.EndSample), At(caller.Gate.Position), caller.Melody.Score));
        }

        return speech;

        TimeSpan At(long sample) => PhoneAudio.Duration(sample - before);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Speech as it was heard: from when to when, when each was known, and how it ended.</summary>
    private sealed record Speech(TimeSpan Start, TimeSpan StartKnown, TimeSpan End, TimeSpan EndKnown, double Melody);
}
