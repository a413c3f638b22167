using System.Diagnostics;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>What following the voice's melody costs a call.</summary>
internal static class MelodyCost
{
    private const int Rounds = 20;

    /// <summary>Mean time in µs for a chunk that holds speech, over the chunks of some turns.</summary>
    public static double PerChunk(IReadOnlyList<TurnSample> turns)
    {
        var melody = new PhraseMelody();
        int chunks = Hear(melody, turns);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
            Hear(melody, turns);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (Rounds * chunks);
    }

    private static int Hear(PhraseMelody melody, IReadOnlyList<TurnSample> turns)
    {
        int chunks = 0;
        foreach (TurnSample turn in turns)
        {
            for (int at = 0; at + VoiceGate.ChunkSamples <= turn.End; at += VoiceGate.ChunkSamples, chunks++)
                melody.Hear(turn.Sound.AsSpan(at, VoiceGate.ChunkSamples), voiced: true, VoiceChange.None);
        }

        return chunks;
    }
}
