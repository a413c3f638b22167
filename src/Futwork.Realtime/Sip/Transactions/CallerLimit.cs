using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>
/// How many calls may ring here, or wait for the ACK of our refusal, for one source and for all strangers together. Whoever may call, or has had a
/// call answered, is no stranger: strangers cannot keep him out. The gate guards it.
/// </summary>
internal sealed class CallerLimit
{
    /// <summary>For a stranger.</summary>
    public const int PerStranger = 600;

    /// <summary>For a source that is none.</summary>
    public const int PerKnown = 4000;

    /// <summary>For all strangers.</summary>
    public const int Strangers = 4000;

    private const int MaxKnown = 4096;

    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly HashSet<IPAddress> _known = [];
    private int _strangers;

    /// <summary>What counts as one source: an IPv4 address, or a network of IPv6 (/64), of which one host has all addresses.</summary>
    public static IPAddress SourceOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>One more open call; <c>false</c> when that is too many.</summary>
    /// <param name="source">Whose it is (<see cref="SourceOf"/>).</param>
    /// <param name="mayCall">He is no stranger.</param>
    public bool TryEnter(IPAddress source, bool mayCall = false)
    {
        var open = _open.GetValueOrDefault(source);
        if (mayCall) Know(source, open);
        var known = _known.Contains(source);
        if (open >= (known ? PerKnown : PerStranger) || (!known && _strangers >= Strangers)) return false;
        _open[source] = open + 1;
        _strangers = known ? _strangers : _strangers + 1;
        return true;
    }

    /// <summary>One open call less.</summary>
    public void Leave(IPAddress source, bool answered)
    {
        var left = _open[source] - 1;
        if (left == 0) _open.Remove(source);
        else _open[source] = left;
        if (_known.Contains(source)) return;
        _strangers--;
        if (answered) Know(source, left);
    }

    private void Know(IPAddress source, int open)
    {
        if (_known.Contains(source)) return;
        // Forgetting one costs him his privilege until his next call.
        if (_known.Count >= MaxKnown) Forget(_known.First());
        _known.Add(source);
        _strangers -= open;
    }

    private void Forget(IPAddress source)
    {
        _known.Remove(source);
        _strangers += _open.GetValueOrDefault(source);
    }
}
