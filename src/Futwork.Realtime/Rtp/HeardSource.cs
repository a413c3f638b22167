using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// The source whose sound is heard. From one place several may send at once (RFC 3550 section 8.2), such as a call and an announcement: to follow each packet would let none of them be
/// heard. So a source is kept until it has been silent for a moment, which also keeps out who knows where the far end is and writes its address on packets.
/// One that has hardly begun gives way to two packets in a row of others.
/// </summary>
internal struct HeardSource
{
    private const int Proven = 3;
    private const int OthersInARow = 2;

    /// <summary>60 ms: longer than the time between the packets of most far ends.</summary>
    private const long SilenceTicks = 60 / PhoneAudio.FrameMilliseconds;

    private long _heardAt;
    private int _packets;
    private int _others;

    /// <summary>Its number; null until something came.</summary>
    public uint? Ssrc { get; private set; }

    /// <summary>Another may speak for the far end from now on.</summary>
    public void StartOver() => _packets = 0;

    /// <summary>It has sent a packet.</summary>
    public void Hear(long tick)
    {
        _heardAt = tick;
        _others = 0;
        if (_packets < Proven) _packets++;
    }

    /// <summary>Another has sent a packet. Says whether it is the source from now on.</summary>
    public bool TryReplace(uint ssrc, long tick)
    {
        var isOver = Ssrc is null || tick - _heardAt >= SilenceTicks || (++_others >= OthersInARow && _packets < Proven);
        if (!isOver) return false;
        (Ssrc, _packets) = (ssrc, 0);
        Hear(tick);
        return true;
    }
}
