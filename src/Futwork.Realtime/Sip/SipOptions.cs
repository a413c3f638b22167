using System.Net;

namespace Futwork.Realtime.Sip;

/// <summary>Where a SIP user agent listens and how it presents itself.</summary>
public sealed record SipOptions
{
    /// <summary>The local address to listen on; the default is every IPv4 address.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>The port, the same for UDP and TCP; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Listen and send over UDP.</summary>
    public bool Udp { get; init; } = true;

    /// <summary>Listen and send over TCP.</summary>
    public bool Tcp { get; init; } = true;

    /// <summary>How packets are marked for routers on the way (DSCP, RFC 2474), 0 to 63. Default: 40, CS5.</summary>
    public int Dscp { get; init; } = Rtp.TrafficClass.Signalling;

    /// <summary>How many connections one source may make to us (an IPv4 address, or an IPv6 /64). A trunk needs one; some peers make one for each call.</summary>
    internal int ConnectionsPerSource { get; init; } = 256;

    /// <summary>How many connections all peers together may make to us, over TCP and over TLS each; a quarter of them is kept for those who may call.</summary>
    internal int Connections { get; init; } = 4096;

    /// <summary>Where TLS connections are taken. Null: they are only made, which needs no certificate of ours, and peers reach us over them.</summary>
    public SipTlsListener? TlsListener { get; init; }

    /// <summary>
    /// The address that peers are told for signalling, when it is not our own (behind a NAT). Null: the bound address, or the
    /// one that the route to the peer leaves from. That of the sound is <see cref="Rtp.MediaOptions.AdvertisedAddress"/>.
    /// </summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>
    /// How long an answered call may live without a sign of life from the peer's signalling (RFC 4028), 90 s at least; half of it is how
    /// often one is exchanged. Null: we ask for none, and take what the peer asks for.
    /// </summary>
    public TimeSpan? SessionExpires { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whom to ask for the names of peers (RFC 3263). Empty: those of <c>/etc/resolv.conf</c>.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>How names are asked for. Null: as the system does, of <see cref="DnsServers"/> where there are any.</summary>
    internal Naming.ResolverSettings? Resolver { get; init; }

    /// <summary>
    /// What tells this agent from others that register the same address, and stays when it starts again: a registrar that knows RFC 5626
    /// then replaces the old binding instead of ringing both. Null: nothing is told.
    /// </summary>
    public Guid? InstanceId { get; init; }

    /// <summary>The value of the User-Agent and Server headers.</summary>
    public string UserAgent { get; init; } = "futwork";
}
