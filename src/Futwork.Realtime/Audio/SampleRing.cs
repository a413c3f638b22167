namespace Futwork.Realtime.Audio;

/// <summary>A ring of samples between exactly one writer and one reader, neither of which ever waits.</summary>
internal sealed class SampleRing
{
    private readonly short[] _samples;
    private readonly int _mask;
    private long _written;
    private long _read;

    /// <param name="capacity">A power of two.</param>
    public SampleRing(int capacity)
    {
        _samples = new short[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Room for the writer.</summary>
    public int Free => _samples.Length - (int)(_written - Volatile.Read(ref _read));

    /// <summary>Writes two channels side by side; the writer has made sure that there is room.</summary>
    public void WritePairs(ReadOnlySpan<short> left, ReadOnlySpan<short> right)
    {
        var at = _written;
        for (var i = 0; i < left.Length; i++)
        {
            _samples[at++ & _mask] = left[i];
            _samples[at++ & _mask] = right[i];
        }

        Volatile.Write(ref _written, at);
    }

    /// <summary>What can be read without wrapping round; empty when nothing is left.</summary>
    public ReadOnlySpan<short> Peek()
    {
        var start = (int)(_read & _mask);
        var count = (int)(Volatile.Read(ref _written) - _read);
        return _samples.AsSpan(start, Math.Min(count, _samples.Length - start));
    }

    /// <summary>The reader is done with this many.</summary>
    public void Advance(int count) => Volatile.Write(ref _read, _read + count);
}
