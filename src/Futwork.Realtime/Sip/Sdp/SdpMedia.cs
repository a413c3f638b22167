using System.Net;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>Which way sound flows, as its writer sees it (RFC 3264 section 5.1).</summary>
internal enum SdpDirection : byte
{
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

/// <summary>One <c>m=</c> section.</summary>
internal sealed record SdpMedia
{
    /// <summary>The whole first part of the line (<c>audio</c>, <c>video</c>, …).</summary>
    public required string Kind { get; init; }

    /// <summary>0 when the stream is refused.</summary>
    public required int Port { get; init; }

    public required string Protocol { get; init; }

    /// <summary>The formats as written; payload type numbers for RTP.</summary>
    public required string[] Formats { get; init; }

    /// <summary>The section's own <c>c=</c>, or the session's.</summary>
    public IPAddress? Address { get; init; }

    public SdpDirection Direction { get; init; }

    /// <summary>Payload type to encoding, such as <c>PCMU/8000</c>, from <c>a=rtpmap</c>.</summary>
    public IReadOnlyDictionary<int, string> Maps { get; init; } = new Dictionary<int, string>();

    /// <summary>RTCP may share the port of the sound (RFC 5761).</summary>
    public bool RtcpMux { get; init; }

    /// <summary>Where RTCP goes, from <c>a=rtcp</c> (RFC 3605); null: one port above the sound.</summary>
    public IPEndPoint? Rtcp { get; init; }

    /// <summary>The keys offered, best first, of those lines that we can follow.</summary>
    public IReadOnlyList<SdpCrypto> Crypto { get; init; } = [];

    /// <summary>There are <c>a=crypto</c> lines, whether we can follow them or not.</summary>
    public bool NamesKeys { get; init; }

    /// <summary>Audio over RTP, the only kind that we carry.</summary>
    public bool IsAudio => Kind == "audio" && Port > 0 && (IsSecure || Protocol is "RTP/AVP" or "RTP/AVPF");

    /// <summary>Encryption is no choice but part of the transport.</summary>
    public bool IsSecure => Protocol is "RTP/SAVP" or "RTP/SAVPF";
}
