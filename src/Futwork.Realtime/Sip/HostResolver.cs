using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip;

/// <summary>Looks names up and remembers them for a short while, since a trunk is dialled many times a second.</summary>
internal sealed class HostResolver(TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SocketException">There is no such name, or no address of that family for it.</exception>
    public async Task<IPAddress> ResolveAsync(string host, AddressFamily family)
    {
        if (_known.TryGetValue(host, out var entry) && time.GetElapsedTime(entry.At) < Remembered) return entry.Address;
        var addresses = await Dns.GetHostAddressesAsync(host, family);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        _known[host] = new Entry(addresses[0], time.GetTimestamp());
        return addresses[0];
    }

    private sealed record Entry(IPAddress Address, long At);
}
