using Futwork.Realtime.Rtp;

namespace Futwork.Benchmarks.Media;

/// <summary>One row of the media table. Costs are microseconds of processor time for one call for one second; 10,000 is 1 % of a core.</summary>
internal sealed record MediaBenchResult
{
    /// <summary>Calls at once, sound both ways.</summary>
    public required int Calls { get; init; }

    /// <summary>Cost of the clock threads.</summary>
    public required double Clock { get; init; }

    /// <summary>Cost of the whole process but the hogs.</summary>
    public required double Process { get; init; }

    /// <summary>Cost of the engine in C with a socket for each call.</summary>
    public double Apart { get; init; }

    /// <summary>Cost of the engine in C with a socket for each call and batched system calls.</summary>
    public double Batched { get; init; }

    /// <summary>Cost of the engine in C with one socket.</summary>
    public double Shared { get; init; }

    /// <summary>Cost of the far end.</summary>
    public required double FarEnd { get; init; }

    /// <summary>|gap between two packets of a call - 20 ms| as the receiving kernel timed them, in milliseconds: p50, p99, p99.9, max.</summary>
    public required double[] Gaps { get; init; }

    /// <summary>Packets that did not arrive or could not be sent, both ways.</summary>
    public required long Lost { get; init; }

    /// <summary>Sent for each call; 50 is right.</summary>
    public required double PacketsPerSecond { get; init; }

    /// <summary>Managed bytes allocated in the process for each packet sent or received.</summary>
    public required double BytesPerPacket { get; init; }

    /// <summary>Growth of the working set for each call, in bytes.</summary>
    public required double MemoryPerCall { get; init; }

    /// <summary>What the engine's clock says of itself, warm-up included.</summary>
    public required MediaClockStatistics Statistics { get; init; }

    public override string ToString() =>
        $"{Calls} calls: clock {Clock:0} µs per call and second, {Clock / PacketsPerSecond:0.0} for a packet in and out, process {Process:0}; C {Apart:0} ({Clock / Apart:0.00}x), batched {Batched:0} ({Clock / Batched:0.00}x), on one socket {Shared:0} ({Clock / Shared:0.00}x); "
        + $"far end {FarEnd:0}; gap jitter p50 {Gaps[0]:0.00} p99 {Gaps[1]:0.00} p99.9 {Gaps[2]:0.00} max {Gaps[3]:0.0} ms; {Lost} lost, {PacketsPerSecond:0.00} packets/s; "
        + $"{BytesPerPacket:0.000} B per packet; {MemoryPerCall / 1024:0} KB per call; {Statistics.SchedulingClass}, {Statistics.Threads} clocks, duty {Statistics.Duty:0.00}";
}
