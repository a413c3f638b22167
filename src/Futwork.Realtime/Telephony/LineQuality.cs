namespace Futwork.Realtime.Telephony;

/// <summary>How the sound of a call got across. Scores are estimates by the E-model (ITU-T G.107), 1 to 4.5.</summary>
public sealed record LineQuality
{
    /// <summary>The codec that we sent, by its SDP name.</summary>
    public required string Codec { get; init; }

    /// <summary>The sound was encrypted (SRTP).</summary>
    public bool Encrypted { get; init; }

    /// <summary>Packets that we sent.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Packets that came.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Packets that never came.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Packets that came too late to be heard.</summary>
    public long PacketsLate { get; init; }

    /// <summary>Interarrival jitter at the end, in milliseconds.</summary>
    public double JitterMs { get; init; }

    /// <summary>Sound held back to even it out, on average while there was any, in milliseconds.</summary>
    public double BufferMs { get; init; }

    /// <summary>There and back, in milliseconds; null where the far end sent no reports (RTCP).</summary>
    public double? RoundTripMs { get; init; }

    /// <summary>How the far end sounded here; null where nothing came.</summary>
    public double? Mos { get; init; }

    /// <summary>Packets of ours that the far end reported lost; null where it sent no reports.</summary>
    public long? FarPacketsLost { get; init; }

    /// <summary>The jitter that it reported, in milliseconds.</summary>
    public double? FarJitterMs { get; init; }

    /// <summary>How we sounded there.</summary>
    public double? FarMos { get; init; }
}
