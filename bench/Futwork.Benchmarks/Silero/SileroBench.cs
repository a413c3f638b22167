using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Silero;

/// <summary>Our managed Silero beside ONNX Runtime, on the same sound, on the same machine, in the same run, at both rates.</summary>
internal static class SileroBench
{
    private const int Rounds = 20;

    /// <summary>Rounds before those that count, until the compiler is done.</summary>
    private const int WarmUp = 60;
    private static readonly int[] Rates = [8000, 16000];
    private static readonly int[] Batches = [1, 4, VoiceBatch.Capacity];

    public static async Task<string> RunAsync()
    {
        short[] speech = Speech();
        SileroCost[] own = [.. Rates.SelectMany(_ => Batches, (rate, streams) => Measure(rate, speech, streams))];
        var lines = new List<string> { $"Silero VAD v6, {own[0].Probabilities.Count} chunks of 32 ms, {Rounds} rounds" };
        (IReadOnlyList<SileroCost> theirs, string? why) = await OnnxRuntime.MeasureAsync(Rounds);
        foreach (SileroCost cost in own)
        {
            string beside = theirs.FirstOrDefault(t => t.Rate == cost.Rate) is { } other
                ? $"ONNX Runtime {other.Microseconds:0.0} µs; greatest difference of a probability {Difference(cost, other):0.0e0}"
                : "";
            lines.Add($"  {cost.Rate,5} Hz, {cost.Streams,2} at once  ours {cost.Microseconds:0.0} µs per chunk, {cost.BytesPerChunk:0.##} bytes allocated; {beside}");
        }

        return string.Join('\n', why is null ? lines : [.. lines, $"  ONNX Runtime was left out: {why}"]);
    }

    private static SileroCost Measure(int rate, short[] speech, int streams)
    {
        short[] sound = rate == 8000 ? speech : [.. speech.SelectMany(sample => new[] { sample, sample })];
        var network = new SileroNetwork(rate, streams);
        SileroMemory[] memories = [.. Enumerable.Range(0, streams).Select(_ => network.Begin())];
        int length = rate / 1000 * 32, chunks = sound.Length / length;
        float[] probabilities = new float[chunks], batch = new float[streams];
        var rounds = new double[Rounds];
        long before = 0;
        for (int round = -WarmUp; round < Rounds; round++)
        {
            if (round == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            Array.ForEach(memories, memory => memory.Clear());
            TimeSpan start = ThreadTime.Now;
            for (int i = 0; i < chunks; i++)
            {
                for (int k = 0; k < streams; k++)
                    network.Add(memories[k], sound.AsSpan(i * length, length));
                network.Judge(batch);
                probabilities[i] = batch[0];
            }

            if (round >= 0)
                rounds[round] = (ThreadTime.Now - start).TotalMicroseconds / chunks / streams;
        }

        double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Rounds / chunks / streams;
        return new SileroCost(rate, rounds.Order().ElementAt(Rounds / 2), [.. probabilities]) { Streams = streams, BytesPerChunk = bytes };
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
