namespace Futwork.Realtime.Rtp;

/// <summary>What happened on one stream so far. Numbers of packets unless said otherwise.</summary>
public sealed record RtpStatistics
{
    /// <summary>Packets sent, key presses included.</summary>
    public long Sent { get; init; }

    /// <summary>Packets that the kernel refused to send.</summary>
    public long SendFailures { get; init; }

    /// <summary>Valid packets of the far end's stream, duplicates not counted.</summary>
    public long Received { get; init; }

    /// <summary>Packets that never came (RFC 3550 appendix A.3: expected less received).</summary>
    public long Lost { get; init; }

    /// <summary>How often one or more packets in a row were missing at first.</summary>
    public long LossEvents { get; init; }

    /// <summary>Packets that came twice.</summary>
    public long Duplicate { get; init; }

    /// <summary>Packets that came after their sound was due, and were dropped.</summary>
    public long Late { get; init; }

    /// <summary>Packets that came after a later one.</summary>
    public long Reordered { get; init; }

    /// <summary>Frames in which missing sound was made up from what came before; silence after a long gap is not counted.</summary>
    public long Concealed { get; init; }

    /// <summary>Datagrams that are not RTP, are empty, or of a payload type nobody agreed on. Those of the far end's stream count as received, too.</summary>
    public long Invalid { get; init; }

    /// <summary>Packets from an address that is not the far end's, all ignored.</summary>
    public long Foreign { get; init; }

    /// <summary>Encrypted packets whose authentication failed, all ignored.</summary>
    public long Unauthentic { get; init; }

    /// <summary>Encrypted packets that came twice or far too late, all ignored.</summary>
    public long Replayed { get; init; }

    /// <summary>Interarrival jitter in milliseconds (RFC 3550 section 6.4.1), from the kernel's receive times.</summary>
    public double JitterMilliseconds { get; init; }

    /// <summary>How much sound the jitter buffer held back on average, in milliseconds.</summary>
    public double BufferMilliseconds { get; init; }
}
