using System.Collections.Concurrent;
using Futwork.Benchmarks.Calls;

namespace Futwork.Benchmarks.Delay;

/// <summary>What the engine itself adds to a reply, at some calls at once, in real time, with everything real but recogniser and voice.</summary>
internal static class DelayBench
{
    public static async Task<string> RunAsync(int calls, int seconds)
    {
        var milliseconds = new ConcurrentBag<double>();
        CallsBenchResult held = await CallsBench.RunAsync(calls, seconds, probe: () => new DelayProbe(milliseconds));
        double[] sorted = [.. milliseconds.Order()];
        return $"""
            {held.Live} of {calls} calls held: from the last needed input (final words) to the first outgoing frame of the reply
              p50 {At(sorted, 0.5):0.0}  p90 {At(sorted, 0.9):0.0}  p99 {At(sorted, 0.99):0.0}  max {At(sorted, 1):0.0} ms over {sorted.Length} replies (targets: p50 ≤ 20, p99 ≤ 60)
            """;
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
