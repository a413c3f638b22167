namespace Futwork.Tests.Realtime.Sip.Interop;

/// <summary>The words of docs/interop.md.</summary>
internal static class InteropText
{
    /// <summary>Why a cell has no test.</summary>
    public static IReadOnlyDictionary<string, string> Notes { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["a"] = "SIPp plays messages by a script and echoes sound: it has no codecs, no ciphers, no ears for keys and no reports of its own.",
        ["b"] = "The phones settle it between them, the proxy passes it on unread: see the columns of the phones.",
        ["c"] = "The phone has no setting or command that brings this about.",
        ["d"] = "Asking for passwords, registering, and being one gateway of several in a route is the work of a proxy.",
        ["e"] = "Signalling alone, which rtpengine does not touch: see the column of Kamailio.",
        ["f"] = "Not asked of this peer: another column shows it.",
        ["g"] = "Debian builds SIPp without TLS.",
        ["h"] = "This version of baresip knows neither 100rel nor session timers.",
        ["i"] = "Only rtpengine stands between two kinds of sound.",
    };

    public static string Of(Peer peer) => peer switch
    {
        Peer.Sipp => "SIPp",
        Peer.Baresip => "baresip",
        Peer.Linphone => "linphone",
        Peer.Kamailio => "Kamailio",
        Peer.Rtpengine => "Kamailio with rtpengine",
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };

    public static (string Program, string Argument) VersionCommand(Peer peer) => peer switch
    {
        Peer.Sipp => ("sipp", "-v"),
        Peer.Baresip => ("baresip", "-h"),
        Peer.Linphone => ("linphonec", "-v"),
        Peer.Kamailio => ("kamailio", "-v"),
        Peer.Rtpengine => ("rtpengine", "-v"),
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };

    public static string Of(Feature feature) => feature switch
    {
        Feature.Answer => "We call, it answers, sound goes both ways, we hang up",
        Feature.RemoteHangUp => "It hangs up",
        Feature.Busy => "Busy",
        Feature.Reject => "Rejected",
        Feature.NoAnswer => "Rings out, or we give up: CANCEL",
        Feature.CancelRace => "Its 200 crosses our CANCEL",
        Feature.EarlyMedia => "Sound before the answer (183) is no answer",
        Feature.CallToUs => "It calls us",
        Feature.CallToUsCancelled => "It calls us and gives up while it rings",
        Feature.Tcp => "Over TCP",
        Feature.Tls => "Over TLS",
        Feature.Digest => "Password (digest), right and wrong",
        Feature.Registration => "Registration: granted, refreshed, 423, refused, taken back",
        Feature.Domain => "A domain behind the proxy, the account in From",
        Feature.Failover => "Next gateway when this one has been killed; its health by OPTIONS",
        Feature.InDialog => "Requests within the call over Record-Route, from both sides",
        Feature.Hold => "It holds and resumes by re-INVITE",
        Feature.KeysToUs => "Its keys (RFC 4733) reach us",
        Feature.KeysFromUs => "Our keys (RFC 4733) reach it",
        Feature.Refer => "We hand the call over (REFER, NOTIFY)",
        Feature.Replaces => "A call of ours is handed to it by Replaces, and goes on",
        Feature.Reliable => "Reliable ringing (100rel, PRACK)",
        Feature.RefreshUpdate => "We refresh the session by UPDATE",
        Feature.RefreshInvite => "We refresh the session by re-INVITE",
        Feature.RefreshByPeer => "It refreshes the session",
        Feature.Expiry => "A session that nobody refreshes is hung up",
        Feature.IntervalTooSmall => "422: a longer session interval is wanted",
        Feature.Redirect => "302: the call follows to where it points",
        Feature.Srtp => "Encrypted sound (SRTP by SDES)",
        Feature.SrtpBridged => "Encrypted on our side, plain on the other",
        Feature.G722 => "G.722",
        Feature.Opus => "Opus",
        Feature.Reports => "RTCP reports, time there and back",
        Feature.BadLine => "3 % lost, 5 to 35 ms late and out of order, 1 % twice: sound, keys, set-up",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    /// <summary>The letter of the note that says why there is no test; null where nothing is said.</summary>
    public static string? WhyNot(Feature feature, Peer peer) => (feature, peer) switch
    {
        (Feature.BadLine or Feature.CallToUsCancelled or Feature.Replaces, _) => "f",
        (Feature.SrtpBridged, _) => "i",
        (Feature.Srtp or Feature.G722 or Feature.Opus or Feature.Reports or Feature.KeysToUs or Feature.KeysFromUs, Peer.Sipp) => "a",
        (Feature.G722 or Feature.Opus or Feature.Reports, Peer.Rtpengine) => "b",
        (Feature.Tls, Peer.Sipp) => "g",
        (Feature.EarlyMedia, Peer.Rtpengine) => "f",
        (_, Peer.Rtpengine) => "e",
        (Feature.Registration or Feature.Domain or Feature.Failover or Feature.InDialog or Feature.Digest, not Peer.Kamailio) => "d",
        (Feature.RefreshInvite, Peer.Kamailio) => "f",
        (_, Peer.Kamailio) => "b",
        (Feature.Reliable or Feature.RefreshUpdate or Feature.RefreshInvite or Feature.RefreshByPeer or Feature.Expiry or Feature.IntervalTooSmall, Peer.Baresip) => "h",
        (Feature.Reliable or Feature.RefreshInvite or Feature.RefreshByPeer or Feature.Tcp or Feature.EarlyMedia, Peer.Linphone) => "f",
        (Feature.Reject or Feature.CancelRace or Feature.EarlyMedia or Feature.Redirect, Peer.Baresip) => "c",
        (Feature.CancelRace or Feature.Expiry or Feature.IntervalTooSmall, Peer.Linphone) => "c",
        _ => null,
    };
}
