using System.Net;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Addresses that name somebody only within one network: private ones (RFC 1918, RFC 6598, RFC 4193), link-local ones and a machine's own.</summary>
internal static class PrivateAddress
{
    private static readonly IReadOnlyList<IPNetwork> Networks =
    [
        .. new[]
        {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Is(IPAddress address) => Networks.Any(network => network.Contains(address));
}
