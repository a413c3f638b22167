namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>The rows of docs/interop.md, in their order there.</summary>
public enum Feature
{
    Answer,
    RemoteHangUp,
    Busy,
    Reject,
    NoAnswer,
    CancelRace,
    EarlyMedia,
    CallToUs,
    CallToUsCancelled,
    Tcp,
    Tls,
    Digest,
    Registration,
    Domain,
    Failover,
    InDialog,
    Hold,
    KeysToUs,
    KeysFromUs,
    Refer,
    Replaces,
    Reliable,
    RefreshUpdate,
    RefreshInvite,
    RefreshByPeer,
    Expiry,
    IntervalTooSmall,
    Redirect,
    Srtp,
    SrtpBridged,
    G722,
    Opus,
    Reports,
    BadLine,
}

/// <summary>The columns of docs/interop.md.</summary>
public enum Peer
{
    Sipp,
    Baresip,
    Linphone,
    Kamailio,
    Rtpengine,
}
