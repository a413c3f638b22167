using System.Diagnostics;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Silero;

/// <summary>Our managed Silero beside ONNX Runtime, on the same sound, on the same machine, in the same run, at both rates.</summary>
internal static class SileroBench
{
    private const int Rounds = 20;

    public static async Task<string> RunAsync()
    {
        short[] speech = Speech();
        SileroCost[] own = [Measure(8000, speech), Measure(16000, speech)];
        var lines = new List<string> { $"Silero VAD v6, {own[0].Probabilities.Count} chunks of 32 ms, {Rounds} rounds" };
        (IReadOnlyList<SileroCost> theirs, string? why) = await OnnxRuntime.MeasureAsync(Rounds);
        foreach (SileroCost cost in own)
        {
            string beside = theirs.FirstOrDefault(t => t.Rate == cost.Rate) is { } other
                ? $"ONNX Runtime {other.Microseconds:0.0} µs; greatest difference of a probability {Difference(cost, other):0.0e0}"
                : "";
            lines.Add($"  {cost.Rate,5} Hz  ours {cost.Microseconds:0.0} µs per chunk, {cost.BytesPerChunk:0.##} bytes allocated; {beside}");
        }

        return string.Join('\n', why is null ? lines : [.. lines, $"  ONNX Runtime was left out: {why}"]);
    }

    private static SileroCost Measure(int rate, short[] speech)
    {
        short[] sound = rate == 8000 ? speech : [.. speech.SelectMany(sample => new[] { sample, sample })];
        var vad = new SileroVad(rate);
        int chunks = sound.Length / vad.ChunkSamples;
        float[] probabilities = new float[chunks];
        var rounds = new double[Rounds];
        long before = 0;
        for (int round = -2; round < Rounds; round++)
        {
            if (round == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            vad.Reset();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < chunks; i++)
                probabilities[i] = vad.Probability(sound.AsSpan(i * vad.ChunkSamples, vad.ChunkSamples));
            if (round >= 0)
                rounds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / chunks;
        }

        double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Rounds / chunks;
        return new SileroCost(rate, rounds.Order().ElementAt(Rounds / 2), [.. probabilities]) { BytesPerChunk = bytes };
    }

    private static double Difference(SileroCost a, SileroCost b) => a.Probabilities.Zip(b.Probabilities, (x, y) => Math.Abs((double)x - y)).Max();

    private static short[] Speech()
    {
        byte[] octets = File.ReadAllBytes(SoundPath);
        short[] pcm = new short[octets.Length];
        G711.DecodeMuLaw(octets, pcm);
        return pcm;
    }

    /// <summary>The sound that the detector's tests use.</summary>
    internal static string SoundPath => Path.Combine(Repository.Root, "tests", "Futwork.Tests", "Realtime", "Turns", "Data", "speech.ulaw");
}
