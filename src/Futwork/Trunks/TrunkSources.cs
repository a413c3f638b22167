using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>From where calls may come in over a trunk: what its allow list names, or, when that is empty, its own host and gateways.</summary>
internal sealed class TrunkSources
{
    private readonly InboundSettings _inbound;
    private readonly IReadOnlyList<IPAddress> _hosts;

    private TrunkSources(InboundSettings inbound, IReadOnlyList<IPAddress> hosts) => (_inbound, _hosts) = (inbound, hosts);

    /// <summary>Reads them; names are looked up.</summary>
    /// <param name="secrets">Opens the trunk's settings.</param>
    /// <param name="workspaceId">Whose trunk it is.</param>
    /// <param name="settings">Its settings, sealed.</param>
    /// <param name="inbound">Its <see cref="InboundSettings"/>, as they are stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TrunkSources> ReadAsync(SecretFields secrets, string workspaceId, string settings, string inbound, CancellationToken cancellationToken)
    {
        var read = ApiJson.Read<InboundSettings>(inbound);
        if (read.Allow.Count > 0)
            return new TrunkSources(read, []);
        var addresses = await Task.WhenAll(Hosts(secrets.Open(workspaceId, settings)).Select(host => AddressesAsync(host, cancellationToken)));
        return new TrunkSources(read, [.. addresses.SelectMany(address => address)]);
    }

    /// <summary>Whether a call may come from there.</summary>
    public bool Allow(IPAddress source) =>
        _inbound.Allows(source) || _hosts.Contains(source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source);

    private static IEnumerable<string> Hosts(JsonElement settings)
    {
        var gateways = settings.TryGetProperty("gateways", out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        return gateways.Prepend(settings)
            .Where(place => place.TryGetProperty("host", out var host) && host.ValueKind is JsonValueKind.String)
            .Select(place => place.GetProperty("host").GetString()!);
    }

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
