namespace Futwork.Realtime.Audio;

/// <summary>Carries sound from the media clock to another thread: one writer, one reader, no locks, no allocation.</summary>
/// <param name="capacity">A power of two, in samples. When the reader falls this far behind, there is no room for new sound.</param>
internal sealed class SoundRing(int capacity = 8192)
{
    private readonly short[] _samples = new short[capacity];
    private long _written;
    private long _read;

    /// <summary>All samples ever written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Samples waiting to be read.</summary>
    public int Count => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>Room for the writer, in samples.</summary>
    public int Free => capacity - Count;

    /// <summary>Writes all of it, or nothing when there is no room.</summary>
    public bool Write(ReadOnlySpan<short> sound)
    {
        if (sound.Length > Free)
            return false;
        long written = _written;
        int at = (int)(written & (capacity - 1));
        int first = Math.Min(sound.Length, capacity - at);
        sound[..first].CopyTo(_samples.AsSpan(at));
        sound[first..].CopyTo(_samples);
        Volatile.Write(ref _written, written + sound.Length);
        return true;
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
