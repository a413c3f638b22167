using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The address that a peer is told to reach us by.</summary>
internal sealed class LocalAddress(SipOptions options)
{
    /// <summary>Strangers send from any number of addresses; asking the kernel again costs microseconds.</summary>
    private const int MaxRoutes = 4096;

    private readonly ConcurrentDictionary<IPAddress, IPAddress> _routes = new();

    /// <summary>Nobody told us what we are reached by: behind a NAT only the peers know.</summary>
    public bool Learns => options.AdvertisedAddress is null;

    public string HostPort(IPAddress remote, int port) => new IPEndPoint(For(remote), port).ToString();

    public IPAddress For(IPAddress remote)
    {
        if (options.AdvertisedAddress is not null) return options.AdvertisedAddress;
        var any = options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any);
        if (!any) return options.BindAddress;
        if (_routes.Count >= MaxRoutes) _routes.Clear();
        return _routes.GetOrAdd(remote, Route);
    }

    /// <summary>Connecting a UDP socket sends nothing; it only asks the kernel which way it would go.</summary>
    private static IPAddress Route(IPAddress remote)
    {
        try
        {
            using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote, 9);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }
    }
}
