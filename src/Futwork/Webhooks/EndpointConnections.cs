using System.Net;
using System.Net.Sockets;

namespace Futwork.Webhooks;

/// <summary>How servers are connected to whose addresses others chose: directly, no cookies, no redirects; private addresses refused where the setting says so.</summary>
internal static class EndpointConnections
{
    private static readonly IReadOnlyList<IPNetwork> Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/3", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <param name="refusePrivate">Private addresses are refused.</param>
    /// <param name="setting">The setting that decides it, for those who meet the refusal.</param>
    public static SocketsHttpHandler Handler(bool refusePrivate, string setting)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (refusePrivate)
            handler.ConnectCallback = (context, cancellationToken) => ConnectPublicAsync(context, setting, cancellationToken);
        return handler;
    }

    /// <summary>The address is not one of the public internet (RFC 6890), or is IPv6 that carries such an IPv4 address.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Private.Any(network => network.Contains(plain));
    }

    // The address that was checked is the address that is connected to: a name that changes its mind in between gains nothing.
    private static async ValueTask<Stream> ConnectPublicAsync(SocketsHttpConnectionContext context, string setting, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var open = addresses.Where(address => !IsPrivate(address)).ToArray();
        if (open.Length == 0)
            throw new HttpRequestException($"its address is private, and this server refuses those ({setting}).");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
