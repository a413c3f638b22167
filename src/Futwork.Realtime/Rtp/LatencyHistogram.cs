using System.Numerics;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Counts durations in buckets whose width grows with the value (16 for each power of two, so within 7 %). One thread
/// records, any thread reads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBuckets = 16;
    private readonly long[] _counts = new long[64 * SubBuckets];
    private long _max;

    /// <summary>Nanoseconds of the greatest value.</summary>
    public long Max => Volatile.Read(ref _max);

    public long Count { get; private set; }

    /// <summary>All that these have counted.</summary>
    public static LatencyHistogram Sum(IEnumerable<LatencyHistogram> parts)
    {
        var sum = new LatencyHistogram();
        foreach (var part in parts)
        {
            for (var bucket = 0; bucket < part._counts.Length; bucket++) sum._counts[bucket] += part._counts[bucket];
            sum.Count += part.Count;
            sum._max = Math.Max(sum._max, part.Max);
        }

        return sum;
    }

    public void Record(long nanoseconds)
    {
        var value = Math.Max(nanoseconds, 0);
        _counts[Bucket(value)]++;
        Count++;
        if (value > _max) Volatile.Write(ref _max, value);
    }

    /// <summary>The value, in nanoseconds, that <paramref name="share"/> (0 to 1) of all values do not exceed.</summary>
    public long Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        if (wanted == 0) return 0;
        long seen = 0;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted) return Math.Min(UpperEdge(bucket), Max);
        }

        return Max;
    }

    private static int Bucket(long value)
    {
        if (value < SubBuckets) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - 4;
        return ((shift + 1) * SubBuckets) + (int)((value >> shift) - SubBuckets);
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < SubBuckets) return bucket;
        var shift = (bucket / SubBuckets) - 1;
        return ((long)(SubBuckets + (bucket % SubBuckets) + 1) << shift) - 1;
    }
}
