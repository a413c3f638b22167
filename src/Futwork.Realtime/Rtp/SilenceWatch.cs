namespace Futwork.Realtime.Rtp;

/// <summary>Notices when a stream has been silent for too long, once for each silence. Counts in ticks of 20 ms.</summary>
/// <param name="patience">How long it may be silent.</param>
internal sealed class SilenceWatch(long patience)
{
    private long _lastHeard;
    private bool _isTold;

    /// <summary>How long it may be silent.</summary>
    public long Patience => patience;

    /// <summary>Counts from this tick on.</summary>
    public void Begin(long tick) => (_lastHeard, _isTold) = (tick, false);

    /// <summary>One tick.</summary>
    /// <param name="tick">Its number.</param>
    /// <param name="isAlive">Something came, or nothing need come.</param>
    /// <returns>Whether it has been silent for too long as of now.</returns>
    public bool IsOver(long tick, bool isAlive)
    {
        if (isAlive) Begin(tick);
        if (isAlive || _isTold || tick - _lastHeard < patience) return false;
        return _isTold = true;
    }
}
