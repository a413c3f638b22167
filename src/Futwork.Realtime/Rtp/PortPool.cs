namespace Futwork.Realtime.Rtp;

/// <summary>
/// The even ports of a range. A port that is given back rests before it is used again, and the one that has rested longest
/// comes first: what is still on its way to an old call finds nobody, and is not heard in a new one.
/// </summary>
internal sealed class PortPool
{
    private readonly Queue<int> _unused;
    private readonly Queue<(int Port, long Since)> _resting = [];
    private readonly Lock _gate = new();
    private readonly TimeSpan _rest;
    private readonly TimeProvider _time;

    /// <param name="first">The lowest port; rounded up to even.</param>
    /// <param name="last">The highest port.</param>
    /// <param name="rest">How long a port rests at least.</param>
    /// <param name="time">The clock of that.</param>
    /// <exception cref="MediaException">The range holds no pair of ports.</exception>
    public PortPool(int first, int last, TimeSpan rest, TimeProvider time)
    {
        if (first < 1 || last > ushort.MaxValue || last <= first)
            throw new MediaException($"{first} to {last} is no range of RTP ports: the first must be at least 1, the last above it and at most {ushort.MaxValue}.");
        var even = first + (first & 1);
        _unused = new Queue<int>(Enumerable.Range(0, Math.Max(0, (last - even + 1) / 2)).Select(i => even + (2 * i)));
        (_rest, _time) = (rest, time);
        Size = _unused.Count;
    }

    public int Size { get; }

    /// <summary>Ports that rest.</summary>
    public int Resting
    {
        get
        {
            lock (_gate) return _resting.Count;
        }
    }

    public bool TryTake(out int port)
    {
        lock (_gate)
        {
            if (_unused.TryDequeue(out port)) return true;
            if (!_resting.TryPeek(out var longest) || _time.GetElapsedTime(longest.Since) < _rest) return false;
            port = _resting.Dequeue().Port;
            return true;
        }
    }

    /// <summary>Gives a port back, which rests from now on, unless it has done so already.</summary>
    public void Return(int port, bool hasRested = false)
    {
        lock (_gate)
        {
            if (hasRested) _unused.Enqueue(port);
            else _resting.Enqueue((port, _time.GetTimestamp()));
        }
    }
}
