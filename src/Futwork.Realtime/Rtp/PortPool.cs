namespace Futwork.Realtime.Rtp;

/// <summary>
/// The even ports of a range. A port that is given back goes to the end of the line, so that it rests as long as the range
/// allows and a new call does not hear the last packets of an old one.
/// </summary>
internal sealed class PortPool
{
    private readonly Queue<int> _free;
    private readonly Lock _gate = new();

    /// <exception cref="MediaException">The range holds no pair of ports.</exception>
    public PortPool(int first, int last)
    {
        if (first < 1 || last > ushort.MaxValue || last <= first)
            throw new MediaException($"{first} to {last} is no range of RTP ports: the first must be at least 1, the last above it and at most {ushort.MaxValue}.");
        var even = first + (first & 1);
        _free = new Queue<int>(Enumerable.Range(0, Math.Max(0, (last - even + 1) / 2)).Select(i => even + (2 * i)));
        Size = _free.Count;
    }

    public int Size { get; }

    public bool TryTake(out int port)
    {
        lock (_gate) return _free.TryDequeue(out port);
    }

    public void Return(int port)
    {
        lock (_gate) _free.Enqueue(port);
    }
}
