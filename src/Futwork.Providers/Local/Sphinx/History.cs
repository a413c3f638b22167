namespace Futwork.Providers.Local.Sphinx;

/// <summary>The last moments of a call's sound, for the beginning of an utterance that is noticed late.</summary>
internal sealed class History(int capacity)
{
    private readonly short[] _ring = new short[capacity];
    private long _written;

    /// <summary>Adds sound.</summary>
    public void Append(ReadOnlySpan<short> pcm)
    {
        foreach (var sample in pcm)
            _ring[_written++ % _ring.Length] = sample;
    }

    /// <summary>The last samples, as many of them as are kept.</summary>
    public short[] Last(int samples)
    {
        var last = new short[Math.Min(Math.Max(0, samples), Math.Min(_written, _ring.Length))];
        for (var i = 0; i < last.Length; i++)
            last[i] = _ring[(_written - last.Length + i) % _ring.Length];
        return last;
    }
}
