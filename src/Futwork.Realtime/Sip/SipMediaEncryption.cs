namespace Futwork.Realtime.Sip;

/// <summary>Whether the sound of a call is encrypted: SRTP with its keys in the SDP (RFC 4568).</summary>
public enum SipMediaEncryption
{
    /// <summary>Never; a peer that insists is refused.</summary>
    Off,

    /// <summary>Always; a peer that will not is refused.</summary>
    Required,

    /// <summary>Offered as plain RTP with keys beside, and used when the peer takes them; the peer's offers are taken either way.</summary>
    Optimistic,
}
