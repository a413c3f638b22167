using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>Measures the clock thread: how late it wakes, and how much of the time it works. Clock thread writes, any thread reads.</summary>
internal sealed class ClockLoad(TimeProvider time, ILogger logger)
{
    private const double TooBusy = 0.8;
    private const long Second = 1_000_000_000;
    private const long Late = 5_000_000;
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly LatencyHistogram _lateness = new();
    private long _late;
    private long _skipped;
    private long _windowStart;
    private long _worked;
    private double _duty;
    private long? _warnedAt;

    /// <summary>It worked for so much of the last second that sound would suffer from more.</summary>
    public bool IsTooBusy => Volatile.Read(ref _duty) > TooBusy;

    /// <summary>A slot was served.</summary>
    /// <param name="lateness">Nanoseconds from its deadline to its start.</param>
    /// <param name="work">Nanoseconds it took.</param>
    /// <param name="now">When it started, in nanoseconds.</param>
    /// <param name="streams">How many streams there are.</param>
    public void Record(long lateness, long work, long now, int streams)
    {
        _lateness.Record(lateness);
        if (lateness > Late) _late++;
        _worked += work;
        if (now - _windowStart < Second) return;
        Volatile.Write(ref _duty, Math.Min(1, (double)_worked / (now - _windowStart)));
        _windowStart = now;
        _worked = 0;
        if (IsTooBusy) Warn(streams);
    }

    /// <summary>There is nothing to serve for now.</summary>
    public void Idle() => Volatile.Write(ref _duty, 0);

    public void Skipped(long slots) => _skipped += slots;

    /// <summary>What clocks have measured, taken together; the duty is that of the busiest.</summary>
    public static MediaClockStatistics Together(params IReadOnlyList<ClockLoad> clocks)
    {
        var lateness = LatencyHistogram.Sum(clocks.Select(clock => clock._lateness));
        return new MediaClockStatistics
        {
            Ticks = lateness.Count,
            LateTicks = clocks.Sum(clock => clock._late),
            SkippedTicks = clocks.Sum(clock => clock._skipped),
            LateP50Milliseconds = lateness.Percentile(0.5) / 1e6,
            LateP99Milliseconds = lateness.Percentile(0.99) / 1e6,
            LateMaxMilliseconds = lateness.Max / 1e6,
            Duty = clocks.Max(clock => Volatile.Read(ref clock._duty)),
        };
    }

    private void Warn(int streams)
    {
        if (_warnedAt is { } last && time.GetElapsedTime(last) < BetweenWarnings) return;
        _warnedAt = time.GetTimestamp();
        logger.ClockOverloaded((int)Math.Round(_duty * 100), streams);
    }
}
