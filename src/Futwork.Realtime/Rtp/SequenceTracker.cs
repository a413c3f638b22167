namespace Futwork.Realtime.Rtp;

/// <summary>Counts loss, duplicates and disorder by sequence number (RFC 3550 appendix A.1 and A.3). A jump starts the count anew.</summary>
internal sealed class SequenceTracker
{
    private const int MaxDropout = 3000;
    private const int Window = 64;
    private bool _started;
    private ushort _highest;
    private ulong _seen;
    private long _expected;
    private long _unique;

    public long Received { get; private set; }

    public long Duplicates { get; private set; }

    public long Reordered { get; private set; }

    public long Lost => Math.Max(0, _expected - _unique);

    /// <summary>A new stream follows; the counts go on.</summary>
    public void Reset() => _started = false;

    /// <summary>False for a packet that was here before.</summary>
    public bool Accept(ushort sequence)
    {
        if (!_started) return Restart(sequence);
        var ahead = (short)(sequence - _highest);
        if (ahead is > MaxDropout or < -Window) return Restart(sequence);
        if (ahead > 0)
        {
            _seen = ahead >= Window ? 0 : _seen << ahead;
            _highest = sequence;
            _expected += ahead;
        }

        return Mark(ahead > 0 ? 0 : -ahead, ahead < 0);
    }

    private bool Mark(int age, bool disordered)
    {
        var bit = age < Window ? 1UL << age : 0;
        if ((_seen & bit) != 0)
        {
            Duplicates++;
            return false;
        }

        _seen |= bit;
        if (disordered) Reordered++;
        _unique++;
        Received++;
        return true;
    }

    private bool Restart(ushort sequence)
    {
        _started = true;
        _highest = sequence;
        _seen = 0;
        _expected++;
        return Mark(0, false);
    }
}
