using System.Net;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>What offer and answer agreed on for one stream.</summary>
/// <param name="Remote">Where the far end wants its sound (<c>c=</c> and <c>m=</c> lines). The address that its packets really come from wins over it.</param>
/// <param name="Codec">What we send. Both G.711 laws are understood on receipt (RFC 3264 section 5.1).</param>
/// <param name="TelephoneEventPayloadType">The dynamic payload type of RFC 4733 telephone-event; null where it was not agreed.</param>
/// <param name="Send">False while the far end holds us: nothing is sent.</param>
/// <param name="Receive">False while we hold the far end: nothing is heard, and its silence is no fault.</param>
public sealed record RtpParameters(IPEndPoint Remote, AudioCodec Codec, int? TelephoneEventPayloadType, bool Send = true, bool Receive = true)
{
    /// <summary>Encrypts what we send; null: plain RTP.</summary>
    public SrtpKeys? SendKeys { get; init; }

    /// <summary>Opens what the far end sends, and nothing else is let in; null: plain RTP.</summary>
    public SrtpKeys? ReceiveKeys { get; init; }
}

/// <summary>The codecs of the phone network, by their static RTP payload type (RFC 3551).</summary>
public enum AudioCodec
{
    /// <summary>G.711 µ-law.</summary>
    Pcmu = 0,

    /// <summary>G.711 A-law.</summary>
    Pcma = 8,
}
