namespace Futwork.Calls;

/// <summary>
/// The calls-per-second limit of a trunk as places in time, one every 1/limit seconds, so that no second ever holds more calls than the limit.
/// The next free place is kept in the trunk's row and moves only under its lock.
/// </summary>
/// <param name="nextDialAt">The next free place, in unix milliseconds.</param>
/// <param name="callsPerSecond">The limit.</param>
/// <param name="now">Unix milliseconds.</param>
internal sealed class DialPace(double nextDialAt, double callsPerSecond, long now)
{
    // A microsecond more than exact, so that rounding never squeezes one call too many into a second.
    private readonly double _gap = 1000 / callsPerSecond + 0.001;

    /// <summary>The first place that is not taken.</summary>
    public double Next { get; private set; } = Math.Max(nextDialAt, now);

    /// <summary>When the next place is.</summary>
    public DateTimeOffset NextPlace => DateTimeOffset.UnixEpoch.AddTicks((long)(Next * TimeSpan.TicksPerMillisecond));

    /// <summary>Places that begin within this time from now.</summary>
    public int Within(TimeSpan time) => Next > now + time.TotalMilliseconds ? 0 : (int)((now + time.TotalMilliseconds - Next) / _gap) + 1;

    /// <summary>Takes the next place.</summary>
    public DateTimeOffset Take()
    {
        var place = NextPlace;
        Next += _gap;
        return place;
    }
}
