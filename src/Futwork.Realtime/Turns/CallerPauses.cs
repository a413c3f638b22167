namespace Futwork.Realtime.Turns;

/// <summary>
/// Learns how long a caller pauses within a turn: the geometric mean of the pauses, as pauses are spread evenly on a log scale, together with a few usual
/// ones, so that a single long pause is not taken for a habit. Pauses around a turn of the agent are none of these.
/// </summary>
internal sealed class CallerPauses
{
    /// <summary>What is known beforehand weighs as much as so many pauses.</summary>
    private const double Beforehand = 3;
    private const double LeastFactor = 2 / 3.0, MostFactor = 1.8;
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(450), Shortest = TimeSpan.FromMilliseconds(150), Longest = TimeSpan.FromSeconds(3);

    private double _logs;

    /// <summary>How many pauses were learnt from.</summary>
    public int Count { get; private set; }

    /// <summary>The usual pause of this caller; null as long as none was heard.</summary>
    public TimeSpan? Typical => Count == 0 ? null : Usual * Math.Exp(_logs / (Beforehand + Count));

    /// <summary>The caller paused this long and then spoke on.</summary>
    public void Learn(TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero || pause > Longest)
            return;
        Count++;
        _logs += Math.Log((pause > Shortest ? pause : Shortest) / Usual);
    }

    /// <summary>The action delay for a caller with this usual pause: longer or shorter in the same measure, within bounds, and never as long as for unfinished words.</summary>
    public static TimeSpan Delay(TimeSpan? pause, TurnPolicy policy)
    {
        TimeSpan delay = policy.ActionDelay * Math.Clamp((pause ?? Usual) / Usual, LeastFactor, MostFactor);
        return delay < policy.Unfinished ? delay : policy.Unfinished;
    }
}
