using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Intake;

/// <summary>How fast something went.</summary>
/// <param name="PerSecond">Times a second.</param>
/// <param name="P50">Median, in milliseconds.</param>
/// <param name="P99">99th percentile, in milliseconds.</param>
internal sealed record Rate(double PerSecond, double P50, double P99)
{
    /// <summary>Does it as often as it goes.</summary>
    /// <param name="clients">How many do it at the same time.</param>
    /// <param name="time">For how long.</param>
    /// <param name="once">Given which of the clients it is, and a number that no other gets.</param>
    public static async Task<Rate> MeasureAsync(int clients, TimeSpan time, Func<int, int, Task> once)
    {
        var started = Stopwatch.GetTimestamp();
        var number = 0;
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var before = Stopwatch.GetTimestamp();
                await once(client, Interlocked.Increment(ref number));
                own.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return own;
        })));
        double[] sorted = [.. latencies.SelectMany(own => own).Order()];
        return new Rate(sorted.Length / Stopwatch.GetElapsedTime(started).TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    /// <summary>As one line for another process.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond} {P50} {P99}");

    /// <summary>What <see cref="ToLine"/> wrote.</summary>
    public static Rate Parse(string line)
    {
        var cells = line.Split(' ').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
        return new Rate(cells[0], cells[1], cells[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0}/s (p50 {P50:0.0} ms, p99 {P99:0.0} ms)");
}
