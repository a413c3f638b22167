namespace Futwork.Realtime.Turns;

/// <summary>
/// Learns how long a caller pauses within a turn: a moving mean and a moving deviation, as TCP estimates its round trip
/// (RFC 6298 section 2). Pauses around a turn of the agent are none of these.
/// </summary>
internal sealed class CallerPauses
{
    private const double MeanGain = 0.25;
    private const double DeviationGain = 0.25;
    private const int Enough = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private double _mean;
    private double _deviation;

    /// <summary>How many pauses were learnt from.</summary>
    public int Count { get; private set; }

    /// <summary>A silence that outlasts the usual pause of this caller; null as long as too few were heard.</summary>
    public TimeSpan? Typical => Count < Enough ? null : TimeSpan.FromMilliseconds(_mean + _deviation);

    /// <summary>The caller paused this long and then spoke on.</summary>
    public void Learn(TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero || pause > Longest)
            return;
        double length = pause.TotalMilliseconds;
        Count++;
        if (Count == 1)
        {
            (_mean, _deviation) = (length, length / 4);
            return;
        }

        _deviation += DeviationGain * (Math.Abs(length - _mean) - _deviation);
        _mean += MeanGain * (length - _mean);
    }

    /// <summary>A wait by learnt pauses stays near the policy's: never under three quarters of it, never as long as for unfinished words.</summary>
    public static TimeSpan Bound(TimeSpan wait, TurnPolicy policy)
    {
        TimeSpan least = policy.ActionDelay * 0.75, most = policy.ActionDelay + ((policy.Unfinished - policy.ActionDelay) * 0.75);
        return wait < least ? least : wait > most ? most : wait;
    }
}
