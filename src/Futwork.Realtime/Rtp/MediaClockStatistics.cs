namespace Futwork.Realtime.Rtp;

/// <summary>How well the media clocks keep time. Lateness is from a slot's deadline to the moment its calls are served.</summary>
public sealed record MediaClockStatistics
{
    /// <summary>Clock threads that have calls at the moment.</summary>
    public int Threads { get; init; }

    /// <summary>Slots served (ten in 20 ms when all have calls).</summary>
    public long Ticks { get; init; }

    /// <summary>Slots served more than 5 ms late.</summary>
    public long LateTicks { get; init; }

    /// <summary>Slots given up because the machine stood still for longer than a buffer can bridge.</summary>
    public long SkippedTicks { get; init; }

    /// <summary>Median lateness in milliseconds.</summary>
    public double LateP50Milliseconds { get; init; }

    /// <summary>99th percentile of the lateness in milliseconds.</summary>
    public double LateP99Milliseconds { get; init; }

    /// <summary>Greatest lateness in milliseconds.</summary>
    public double LateMaxMilliseconds { get; init; }

    /// <summary>Share of the last second in which the busiest clock thread worked, 0 to 1. Above 0.8 the node carries too many calls.</summary>
    public double Duty { get; init; }

    /// <summary>The scheduling class the threads run in: <c>SCHED_FIFO</c> or <c>SCHED_OTHER</c>.</summary>
    public string SchedulingClass { get; init; } = "";
}
