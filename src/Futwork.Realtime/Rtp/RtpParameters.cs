using System.Net;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>What offer and answer agreed on for one stream.</summary>
/// <param name="Remote">Where the far end wants its sound (<c>c=</c> and <c>m=</c> lines). The address that its packets really come from wins over it.</param>
/// <param name="Codec">What we send. Both G.711 laws are always understood on receipt (RFC 3264 section 5.1).</param>
/// <param name="TelephoneEventPayloadType">The dynamic payload type of RFC 4733 telephone-event; null where it was not agreed.</param>
/// <param name="Send">False while the far end holds us: nothing is sent.</param>
/// <param name="Receive">False while we hold the far end: nothing is heard, and its silence is no fault.</param>
public sealed record RtpParameters(IPEndPoint Remote, AudioCodec Codec, int? TelephoneEventPayloadType, bool Send = true, bool Receive = true)
{
    /// <summary>The number that our packets carry; null: the codec's static one.</summary>
    public int? PayloadType { get; init; }

    /// <summary>Units a second by which the length of a key press is counted; null: those of the sound.</summary>
    public int? TelephoneEventRate { get; init; }

    /// <summary>The far end may send G.722 as well.</summary>
    public bool ListensToG722 { get; init; }

    /// <summary>The number under which the far end may send Opus; null: it may not.</summary>
    public int? OpusPayloadType { get; init; }

    /// <summary>RTCP shares the port of the sound (RFC 5761).</summary>
    public bool RtcpMux { get; init; }

    /// <summary>Where the far end wants RTCP (RFC 3605); null: one port above its sound.</summary>
    public IPEndPoint? Rtcp { get; init; }

    /// <summary>Encrypts what we send; null: plain RTP.</summary>
    public SrtpKeys? SendKeys { get; init; }

    /// <summary>Opens what the far end sends, and nothing else is let in; null: plain RTP.</summary>
    public SrtpKeys? ReceiveKeys { get; init; }

    /// <summary>Who is at the far end, by number: one who takes another's place has a number of his own, and nothing more is let in under the other's keys.</summary>
    public int Party { get; init; }

    /// <summary>Whether sound flows one way that it did not <paramref name="before"/>.</summary>
    internal bool Resumes(RtpParameters before) => (Send && !before.Send) || (Receive && !before.Receive);
}

/// <summary>The codecs that we speak, by their static RTP payload type (RFC 3551); Opus by the number in our offers.</summary>
public enum AudioCodec
{
    /// <summary>G.711 µ-law.</summary>
    Pcmu = 0,

    /// <summary>G.711 A-law.</summary>
    Pcma = 8,

    /// <summary>G.722 at 64 kbit/s.</summary>
    G722 = 9,

    /// <summary>Opus (RFC 6716), where the system's library is installed.</summary>
    Opus = 111,
}
