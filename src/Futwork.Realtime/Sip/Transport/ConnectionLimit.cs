using System.Net;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>How many connections peers may have made to us: each source, and all of them. Safe to use from any thread.</summary>
/// <param name="perSource">For one source (<see cref="CallerLimit.SourceOf"/>).</param>
/// <param name="total">For all.</param>
internal sealed class ConnectionLimit(int perSource, int total)
{
    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>The rest is kept for those who may call, however many strangers keep theirs open.</summary>
    private int ForStrangers => total - (total / 4);

    /// <summary>One more; <c>false</c> when that is too many.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="mayCall">He is no stranger.</param>
    /// <param name="makeRoom">Asked to end another where there are too many in all; it leaves in its own time.</param>
    public bool TryEnter(IPAddress address, bool mayCall, Func<bool> makeRoom)
    {
        var source = CallerLimit.SourceOf(address);
        bool full;
        lock (_gate)
        {
            if (_open.GetValueOrDefault(source) >= perSource) return false;
            full = _count >= (mayCall ? total : ForStrangers);
        }

        if (full && !makeRoom()) return false;
        lock (_gate)
        {
            _open[source] = _open.GetValueOrDefault(source) + 1;
            _count++;
        }

        return true;
    }

    public void Leave(IPAddress address)
    {
        var source = CallerLimit.SourceOf(address);
        lock (_gate)
        {
            _count--;
            var left = _open[source] - 1;
            if (left == 0) _open.Remove(source);
            else _open[source] = left;
        }
    }
}
