namespace Futwork.Data;

/// <summary>
/// The clock of the database, as this node knows it: what it said when it was last asked, and how long ago that is by this machine's steady clock. Every
/// time that is written or compared comes from here, so that nodes whose own clocks differ agree. Until it was asked, and with SQLite, this machine's clock.
/// </summary>
internal sealed class DatabaseTime(TimeProvider local) : TimeProvider
{
    private volatile Reading? _reading;

    public override TimeZoneInfo LocalTimeZone => local.LocalTimeZone;

    public override long TimestampFrequency => local.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() =>
        _reading is { } reading ? reading.At + local.GetElapsedTime(reading.Timestamp) : local.GetUtcNow();

    public override long GetTimestamp() => local.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>The database said its time.</summary>
    /// <param name="at">What it said.</param>
    /// <param name="asked">Our timestamp just before it was asked.</param>
    /// <param name="answered">Our timestamp just after.</param>
    public void Set(DateTimeOffset at, long asked, long answered)
    {
        var way = local.GetElapsedTime(asked, answered) / 2;
        // A slow answer says less than our own count from a quick one, for as long as our clocks can have run apart no further.
        if (_reading is { } known && way > known.Way + Drift(known))
            return;
        _reading = new Reading(at + way, answered, way);
    }

    /// <summary>Two clocks of quartz part by less than this, 200 millionths.</summary>
    private TimeSpan Drift(Reading reading) => local.GetElapsedTime(reading.Timestamp) / 5000;

    /// <param name="At">The database's time at <paramref name="Timestamp"/>.</param>
    /// <param name="Way">Half of the time that the question took: the most that it can be wrong by.</param>
    private sealed record Reading(DateTimeOffset At, long Timestamp, TimeSpan Way);
}
