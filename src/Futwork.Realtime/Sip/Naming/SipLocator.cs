using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>One place where a SIP server may be, to be tried in order.</summary>
internal sealed record SipPlace(SipTransport Transport, IPEndPoint EndPoint);

/// <summary>
/// Finds the servers of a host (RFC 3263 section 4): NAPTR where the transport is open, SRV where the port is, then addresses. A
/// numeric address or a port that is named skips all that.
/// </summary>
internal sealed class SipLocator(DnsClient dns, AddressFamily family, TimeProvider time)
{
    private static readonly (SipTransport Transport, string Prefix, string Service)[] Services =
    [
        (SipTransport.Udp, "_sip._udp.", "SIP+D2U"),
        (SipTransport.Tcp, "_sip._tcp.", "SIP+D2T"),
        (SipTransport.Tls, "_sips._tcp.", "SIPS+D2T"),
    ];

    private readonly HostAddresses _addresses = new(dns, family, time);

    /// <summary>Where an address is, of which nobody needs to be asked: nowhere when it is of another family than ours. Null for a name.</summary>
    public IReadOnlyList<SipPlace>? Known(string host, int port, SipTransport? transport)
    {
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address)) return null;
        var by = transport ?? SipTransport.Udp;
        return address.AddressFamily == family ? [new SipPlace(by, new IPEndPoint(address, port == 0 ? by.Port() : port))] : [];
    }

    /// <summary>Where to try, best first; empty when there is no such host, or nobody can tell now where it is. Never faults.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">0: as DNS says, or else the usual one.</param>
    /// <param name="transport">Null: as DNS says, or else UDP.</param>
    public async Task<IReadOnlyList<SipPlace>> FindAsync(string host, int port, SipTransport? transport)
    {
        if (Known(host, port, transport) is { } known) return known;
        var by = transport ?? SipTransport.Udp;
        if (port == 0 && HostAddresses.IsInDns(host))
        {
            var pointed = transport is null ? await PointedAsync(host) : null;
            if (await ServersAsync(pointed ?? ServicesOf(host, transport)) is { } places) return places;
            // What NAPTR has chosen stays chosen.
            if (pointed is not null) by = pointed[0].Transport;
        }

        return [.. (await _addresses.OfAsync(host)).Select(a => new SipPlace(by, new IPEndPoint(a, port == 0 ? by.Port() : port)))];
    }

    /// <summary>Every address that a host goes by: where it is called, and those of its own name. Never faults.</summary>
    /// <param name="host">As for <see cref="FindAsync"/>.</param>
    /// <param name="port">The same.</param>
    /// <param name="transport">The same.</param>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, int port, SipTransport? transport)
    {
        var places = await FindAsync(host, port, transport);
        var own = Known(host, port, transport) is null ? await _addresses.OfAsync(host) : [];
        return [.. places.Select(p => p.EndPoint.Address).Concat(own).Distinct()];
    }

    /// <summary>NAPTR: which transports the host wants and where their SRV records are (section 4.1); null when it says nothing, or nothing can be learnt.</summary>
    private async Task<List<(SipTransport Transport, string Name)>?> PointedAsync(string host)
    {
        if (await dns.AskAsync(host, DnsType.Naptr) is not { } answer) return null;
        List<(SipTransport, string)> found = [];
        foreach (var record in answer.Records.OfType<PointerRecord>().OrderBy(r => r.Order).ThenBy(r => r.Preference))
        {
            var service = Array.Find(Services, s => s.Service == record.Service);
            if (record.Flags == "s" && service.Service is not null && record.Replacement.Length > 0) found.Add((service.Transport, record.Replacement + "."));
        }

        return found.Count > 0 ? found : null;
    }

    private static List<(SipTransport Transport, string Name)> ServicesOf(string host, SipTransport? transport) =>
        [.. Services.Where(s => transport is null || s.Transport == transport).Select(s => (s.Transport, s.Prefix + host))];

    /// <summary>
    /// Null when there is certainly no SRV record; the rest is then up to addresses (section 4.2). Where that cannot be learnt there is no place, rather than
    /// one with another port or transport than the host wants.
    /// </summary>
    private async Task<IReadOnlyList<SipPlace>?> ServersAsync(List<(SipTransport Transport, string Name)> services)
    {
        List<SipPlace>? places = null;
        foreach (var (transport, name) in services)
        {
            var answer = await dns.AskAsync(name, DnsType.Srv);
            var records = answer?.Records.OfType<ServiceRecord>().ToList();
            if (records is { Count: 0 }) continue;
            places ??= [];
            foreach (var record in ServiceOrder.Of(records ?? []).Where(r => r.Target.Length > 0))
                places.AddRange((await _addresses.OfAsync(record.Target, answer)).Select(a => new SipPlace(transport, new IPEndPoint(a, record.Port))));
        }

        return places;
    }
}
