namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>What one source has sent under one key: the highest packet index, and which of the 64 before it have come (RFC 3711 section 3.3.2).</summary>
internal sealed class ReplayWindow(uint ssrc)
{
    private const int Width = 64;
    private ulong _seen;
    private bool _started;

    public uint Ssrc { get; } = ssrc;

    public ulong Highest { get; private set; }

    /// <summary>The 48-bit index that a sequence number most likely stands for (RFC 3711 section 3.3.1).</summary>
    public ulong Estimate(ushort sequence)
    {
        if (!_started) return sequence;
        var index = (Highest & ~0xFFFFUL) | sequence;
        var ahead = (long)(index - Highest);
        if (ahead > 0x8000 && index >= 0x10000) return index - 0x10000;
        return ahead < -0x8000 ? index + 0x10000 : index;
    }

    /// <summary>Whether a packet of that index may still come.</summary>
    public bool IsNew(ulong index)
    {
        if (!_started || index > Highest) return true;
        var age = Highest - index;
        return age < Width && (_seen & (1UL << (int)age)) == 0;
    }

    /// <summary>An authentic packet has come.</summary>
    public void Mark(ulong index)
    {
        if (!_started || index > Highest)
        {
            var step = _started ? index - Highest : Width;
            _seen = step >= Width ? 1 : (_seen << (int)step) | 1;
            (Highest, _started) = (index, true);
            return;
        }

        _seen |= 1UL << (int)(Highest - index);
    }
}
