using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>The addresses of a name: of the hosts file through the system, else of DNS for as long as the record allows, else whatever else the system knows.</summary>
internal sealed class HostAddresses(DnsClient dns, AddressFamily family, TimeProvider time)
{
    private const int MaxRemembered = 4096;

    private static readonly TimeSpan SystemRemembered = TimeSpan.FromSeconds(30);

    private static readonly string[] Special = [".localhost", ".invalid"];

    private readonly ConcurrentDictionary<string, Entry> _system = new(StringComparer.OrdinalIgnoreCase);

    private DnsType Type => family == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A;

    /// <summary>A bare name is of this machine or its network, never a carrier's domain; two ends of names are nobody's (RFC 6761).</summary>
    public static bool IsInDns(string host) =>
        host.TrimEnd('.').Contains('.', StringComparison.Ordinal)
        && !Array.Exists(Special, end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && !HostsFile.Names(host);

    /// <summary>Empty when there are none. Never faults.</summary>
    /// <param name="host">The name.</param>
    /// <param name="answer">An answer that may have brought them along.</param>
    public async Task<IReadOnlyList<IPAddress>> OfAsync(string host, DnsAnswer? answer = null)
    {
        var along = answer is null ? null : Along(answer, host.TrimEnd('.'));
        if (along is { IsStale: false }) return In(along);
        // What an old answer has brought along serves only where nobody tells of the host itself.
        var found = IsInDns(host) ? await dns.AskAsync(host, Type, old: along) : null;
        return found is not null && In(found) is { Count: > 0 } addresses ? addresses : await OfSystemAsync(host);
    }

    /// <summary>What an answer says beside of a host; null when that is nothing.</summary>
    private DnsAnswer? Along(DnsAnswer answer, string host)
    {
        var along = answer with { Records = [.. answer.Records.OfType<AddressRecord>().Where(r => r.Name.Equals(host, StringComparison.OrdinalIgnoreCase))] };
        return In(along).Count > 0 ? along : null;
    }

    /// <summary>All addresses of an answer, through whatever aliases they were found.</summary>
    private List<IPAddress> In(DnsAnswer answer) => [.. answer.Records.OfType<AddressRecord>().Select(r => r.Address).Where(a => a.AddressFamily == family)];

    private async Task<IReadOnlyList<IPAddress>> OfSystemAsync(string host)
    {
        if (_system.TryGetValue(host, out var known) && time.GetElapsedTime(known.At) < SystemRemembered) return known.Addresses;
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, family);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            addresses = [];
        }

        if (_system.Count >= MaxRemembered) _system.Clear();
        _system[host] = new Entry(addresses, time.GetTimestamp());
        return addresses;
    }

    private sealed record Entry(IPAddress[] Addresses, long At);
}

/// <summary>Names that the machine's owner has written down go before DNS (hosts(5)).</summary>
internal static class HostsFile
{
    private static readonly Lazy<HashSet<string>> Known = new(Read);

    public static bool Names(string host) => Known.Value.Contains(host.TrimEnd('.'));

    private static HashSet<string> Read()
    {
        try
        {
            return File.ReadLines("/etc/hosts")
                .Select(line => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(words => words.Skip(1)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
