using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>Something that turn-taking is told, and when.</summary>
internal sealed record TurnEvent(TimeSpan At, Action<TurnTaker> Tell);

/// <summary>
/// What voice activity (Silero, over the sound) and a recogniser of today would tell of a turn: first guesses a third of a second
/// behind the voice, every tenth of a second; final words a third of a second after each end of speech; one word in twelve lost or wrong.
/// </summary>
internal static class TurnEvents
{
    private const double WrongWords = 1 / 12.0;
    private static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(60);

    /// <param name="turn">The turn.</param>
    /// <param name="vocabulary">What a wrong word may be taken for: one about as long, or nothing.</param>
    /// <param name="melody">The caller's melody so far.</param>
    /// <param name="random">The chance.</param>
    public static IReadOnlyList<TurnEvent> Of(TurnSample turn, IReadOnlyList<string> vocabulary, PhraseMelody melody, Random random)
    {
        SpokenWord[] words = [.. turn.Words.Select(w => random.NextDouble() < WrongWords ? w with { Text = Mistake(w.Text, vocabulary, random) } : w).Where(w => w.Text.Length > 0)];
        var events = new List<TurnEvent>();
        List<(TimeSpan Start, TimeSpan End, TimeSpan Known, double Melody)> speech = Speech(turn, melody);
        foreach ((TimeSpan start, TimeSpan end, TimeSpan known, double score) in speech)
        {
            events.Add(new TurnEvent(start + TimeSpan.FromMilliseconds(64), t => t.Began(start)));
            events.Add(new TurnEvent(known, t => t.Ended(end, score)));
        }

        AddResults(events, words, speech);
        return [.. events.OrderBy(e => e.At)];
    }

    private static string Mistake(string word, IReadOnlyList<string> vocabulary, Random random)
    {
        string[] alike = [.. vocabulary.Where(v => Math.Abs(v.Length - word.Length) <= 1 && v != word)];
        return alike.Length == 0 || random.Next(2) == 0 ? "" : alike[random.Next(alike.Length)];
    }

    private static void AddResults(List<TurnEvent> events, SpokenWord[] words, List<(TimeSpan Start, TimeSpan End, TimeSpan Known, double Melody)> speech)
    {
        int settled = 0;
        foreach ((TimeSpan start, TimeSpan end, TimeSpan known, _) in speech)
        {
            int first = settled, all = words.Count(w => PhoneAudio.Duration(w.EndSample) <= end + Late);
            TimeSpan final = Later(known, end + Behind + Late);
            for (TimeSpan at = start + Behind; at < final; at += Step)
            {
                int count = words.Count(w => PhoneAudio.Duration(w.EndSample) <= at - Behind) - first;
                if (count > 0)
                    events.Add(Result(at, words[first..Math.Min(all, first + count)], isFinal: false));
            }

            events.Add(Result(final, words[first..Math.Max(first, all)], isFinal: true));
            settled = Math.Max(settled, all);
        }
    }

    private static TurnEvent Result(TimeSpan at, SpokenWord[] words, bool isFinal)
    {
        string text = string.Join(' ', words.Select(w => w.Text));
        return new TurnEvent(at, t => t.Recognised(new RecognitionResult(text, isFinal), at));
    }

    private static List<(TimeSpan Start, TimeSpan End, TimeSpan Known, double Melody)> Speech(TurnSample turn, PhraseMelody melody)
    {
        var (vad, gate) = (new SileroVad(PhoneAudio.SampleRate), new VoiceGate());
        var speech = new List<(TimeSpan, TimeSpan, TimeSpan, double)>();
        for (int at = 0; at + VoiceGate.ChunkSamples <= turn.Sound.Length; at += VoiceGate.ChunkSamples)
        {
            ReadOnlySpan<short> chunk = turn.Sound.AsSpan(at, VoiceGate.ChunkSamples);
            float probability = vad.Probability(chunk);
            VoiceChange change = gate.Next(probability);
            melody.Hear(chunk, probability >= VoiceGate.On, change);
            if (change is VoiceChange.Ended)
            {
                speech.Add((PhoneAudio.Duration(gate.StartSample), PhoneAudio.Duration(gate.EndSample), PhoneAudio.Duration(gate.Position), melody.Score));
            }
        }

        return speech;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
