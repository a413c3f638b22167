namespace Futwork.Realtime.Rtp;

/// <summary>
/// Counts loss, duplicates and disorder by sequence number (RFC 3550 appendix A.1 and A.3). Two packets in a row from elsewhere start the count anew: one alone is late, or somebody else's.
/// </summary>
internal sealed class SequenceTracker
{
    private const int MaxDropout = 3000;
    public const int Window = 64;
    private bool _started;

    /// <summary>What would follow the packet that has come from elsewhere.</summary>
    private ushort? _restart;

    private ushort _highest;
    private ulong _seen;
    private uint _cycles;

    /// <summary>Packets that should have come.</summary>
    public long Expected { get; private set; }

    /// <summary>The highest number, with how often it wrapped in the upper half (RFC 3550 section 6.4.1).</summary>
    public uint ExtendedHighest => _cycles | _highest;

    /// <summary>How often one or more packets in a row were missing at first.</summary>
    public long Gaps { get; private set; }

    /// <summary>Packets that came, each once.</summary>
    public long Received { get; private set; }

    public long Duplicates { get; private set; }

    public long Reordered { get; private set; }

    public long Lost => Math.Max(0, Expected - Received);

    /// <summary>A new stream follows; the counts go on.</summary>
    public void Reset() => (_started, _restart) = (false, null);

    /// <summary>False for a packet that was here before, or that comes alone from elsewhere.</summary>
    public bool Accept(ushort sequence)
    {
        if (!_started) return Restart(sequence);
        var ahead = (short)(sequence - _highest);
        if (ahead is > MaxDropout or < -Window)
        {
            var isSecond = sequence == _restart;
            _restart = (ushort)(sequence + 1);
            if (!isSecond) return false;
            Restart((ushort)(sequence - 1));
            ahead = 1;
        }

        _restart = null;
        if (ahead > 0)
        {
            _seen = ahead >= Window ? 0 : _seen << ahead;
            if (sequence < _highest) _cycles += 0x10000;
            if (ahead > 1) Gaps++;
            _highest = sequence;
            Expected += ahead;
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
        Received++;
        return true;
    }

    private bool Restart(ushort sequence)
    {
        _started = true;
        _cycles = 0;
        _highest = sequence;
        _seen = 0;
        Expected++;
        return Mark(0, false);
    }
}
