using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The address that a peer is told to reach us by.</summary>
/// <param name="options">What we were told of it.</param>
/// <param name="route">The address that we reach a peer from; null where there is no way to it. Left out: the kernel is asked.</param>
internal sealed class LocalAddress(SipOptions options, Func<IPAddress, IPAddress?>? route = null)
{
    /// <summary>Strangers send from any number of addresses; asking the kernel again costs microseconds.</summary>
    private const int MaxRoutes = 4096;

    private readonly ConcurrentDictionary<IPAddress, IPAddress> _routes = new();
    private readonly Func<IPAddress, IPAddress?> _route = route ?? Route;

    /// <summary>Nobody told us what we are reached by: behind a NAT only the peers know.</summary>
    public bool Learns => options.AdvertisedAddress is null;

    private bool IsOfRoute => options.AdvertisedAddress is null && (options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any));

    public string HostPort(IPAddress remote, int port) => new IPEndPoint(For(remote), port).ToString();

    public IPAddress For(IPAddress remote)
    {
        if (!IsOfRoute) return options.AdvertisedAddress ?? options.BindAddress;
        if (_routes.TryGetValue(remote, out var known)) return known;
        if (_route(remote) is not { } found) return remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        if (_routes.Count >= MaxRoutes) _routes.Clear();
        return _routes[remote] = found;
    }

    /// <summary>What was said <see cref="For"/> a peer holds; not where there was no way to it, as before the network is up.</summary>
    public bool Holds(IPAddress remote) => !IsOfRoute || _routes.ContainsKey(remote);

    /// <summary>Connecting a UDP socket sends nothing; it only asks the kernel which way it would go.</summary>
    private static IPAddress? Route(IPAddress remote)
    {
        try
        {
            using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote, 9);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
