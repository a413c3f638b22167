namespace Futwork.Realtime.Turns;

/// <summary>Carries sound from the media clock to another thread: one writer, one reader, no locks, no allocation.</summary>
/// <param name="capacity">A power of two, in samples. When the reader falls this far behind, new sound is dropped.</param>
internal sealed class SoundRing(int capacity = 8192)
{
    private readonly short[] _samples = new short[capacity];
    private long _written;
    private long _read;

    /// <summary>Samples waiting to be read.</summary>
    public int Count => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>Samples that found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Writes all of it, or drops all of it when there is no room.</summary>
    public void Write(ReadOnlySpan<short> sound)
    {
        long written = _written;
        if (sound.Length > capacity - (int)(written - Volatile.Read(ref _read)))
        {
            Dropped += sound.Length;
            return;
        }

        int at = (int)(written & (capacity - 1));
        int first = Math.Min(sound.Length, capacity - at);
        sound[..first].CopyTo(_samples.AsSpan(at));
        sound[first..].CopyTo(_samples);
        Volatile.Write(ref _written, written + sound.Length);
    }

    /// <summary>Fills <paramref name="sound"/> completely, or reads nothing.</summary>
    public bool TryRead(Span<short> sound)
    {
        if (Count < sound.Length)
            return false;
        int at = (int)(_read & (capacity - 1));
        int first = Math.Min(sound.Length, capacity - at);
        _samples.AsSpan(at, first).CopyTo(sound);
        _samples.AsSpan(0, sound.Length - first).CopyTo(sound[first..]);
        Volatile.Write(ref _read, _read + sound.Length);
        return true;
    }
}
