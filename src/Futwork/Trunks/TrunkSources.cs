using System.Net;
using Futwork.Hosting;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;

namespace Futwork.Trunks;

/// <summary>From where calls may come in over a trunk: what its allow list names, or, when that is empty, its own host and gateways.</summary>
internal sealed class TrunkSources
{
    // Asked for each call and connection of a stranger: the texts are read once.
    private readonly IReadOnlyList<IPNetwork> _ranges;
    private readonly IReadOnlyList<IPAddress> _hosts;

    private TrunkSources(IReadOnlyList<IPNetwork> ranges, IReadOnlyList<IPAddress> hosts) => (_ranges, _hosts) = (ranges, hosts);

    /// <summary>Reads them; names are looked up as for calls that go out.</summary>
    /// <param name="agent">Looks them up, and knows where it is registered.</param>
    /// <param name="secrets">Opens the trunk's settings.</param>
    /// <param name="workspaceId">Whose trunk it is.</param>
    /// <param name="settings">Its settings, sealed.</param>
    /// <param name="inbound">Its <see cref="InboundSettings"/>, as they are stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TrunkSources> ReadAsync(
        SipUserAgent agent, SecretFields secrets, string workspaceId, string settings, string inbound, CancellationToken cancellationToken)
    {
        var read = ApiJson.Read<InboundSettings>(inbound);
        if (read.Allow.Count > 0)
            return new TrunkSources([.. read.Ranges()], []);
        return new TrunkSources([], await SipCarrier.SourcesAsync(agent, secrets.Open(workspaceId, settings)).WaitAsync(cancellationToken));
    }

    /// <summary>Whether a call may come from there.</summary>
    public bool Allow(IPAddress source)
    {
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return _ranges.Any(range => range.Contains(address)) || _hosts.Contains(address);
    }
}
