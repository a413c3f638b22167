namespace Futwork.Realtime.Sip;

/// <summary>What carries the signalling.</summary>
public enum SipTransport
{
    /// <summary>UDP (RFC 3261 section 18).</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,
}
