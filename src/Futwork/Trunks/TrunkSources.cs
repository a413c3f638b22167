using System.Net;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>From where calls may come in over a trunk that takes any: what its allow list names, or, when that is empty, its own host and gateways.</summary>
internal sealed class TrunkSources
{
    private readonly string _settings;
    private readonly string _inbound;

    /// <param name="settings">The trunk's settings, sealed.</param>
    /// <param name="inbound">Its <see cref="InboundSettings"/>, as they are stored.</param>
    /// <param name="hosts">The addresses of its host and gateways.</param>
    public TrunkSources(string settings, string inbound, IReadOnlyList<IPAddress> hosts)
    {
        (_settings, _inbound, Hosts) = (settings, inbound, hosts);
        var read = ApiJson.Read<InboundSettings>(inbound);
        if (read.Numbers.Count > 0)
            (Ranges, Callers) = ([.. read.Ranges()], read.Allow.Count > 0 ? [] : hosts);
    }

    /// <summary>The addresses of the trunk's host and gateways, whether it takes calls or not.</summary>
    public IReadOnlyList<IPAddress> Hosts { get; }

    /// <summary>What its allow list names.</summary>
    public IReadOnlyList<IPNetwork> Ranges { get; } = [];

    /// <summary>Those of <see cref="Hosts"/> from which calls may come.</summary>
    public IReadOnlyList<IPAddress> Callers { get; } = [];

    /// <summary>IPv4 as such, though a socket of both families names it as IPv6.</summary>
    public static IPAddress Plain(IPAddress source) => source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;

    /// <summary>Whether <see cref="Hosts"/> are those of these settings.</summary>
    public bool HasHostsOf(string settings) => _settings == settings;

    /// <summary>Whether these are the sources of a trunk that is as its row says.</summary>
    public bool AreOf(string settings, string inbound) => HasHostsOf(settings) && _inbound == inbound;

    /// <summary>Whether a call may come from there.</summary>
    public bool Allow(IPAddress source) => Plain(source) is var address && (Callers.Contains(address) || Ranges.Any(range => range.Contains(address)));
}
