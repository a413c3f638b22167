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
    private readonly double _gap = 1000 / callsPerSecond;

    /// <summary>The first place that is not taken.</summary>
    public double Next { get; private set; } = Math.Max(nextDialAt, now);

    /// <summary>Places that begin within this time from now.</summary>
    public int Within(TimeSpan time) => Next > now + time.TotalMilliseconds ? 0 : (int)((now + time.TotalMilliseconds - Next) / _gap) + 1;

    /// <summary>Takes the next place.</summary>
    public DateTimeOffset Take()
    {
        // Rounded up: a timer that fires early must not squeeze a call into the second before.
        var place = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Ceiling(Next));
        Next += _gap;
        return place;
    }
}
