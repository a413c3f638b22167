namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Sound in pieces: one thread appends, another reads and may go back. Neither waits, and reading allocates nothing.</summary>
internal sealed class SoundPieces
{
    private readonly Piece _first = new(ReadOnlyMemory<short>.Empty);
    private Piece _last;
    private Piece _current;
    private int _offset;
    private long _position;
    private long _known;

    public SoundPieces() => _last = _current = _first;

    /// <summary>Samples that exist so far.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>The sample that is read next.</summary>
    public long Position => Volatile.Read(ref _position);

    public void Append(ReadOnlyMemory<short> sound)
    {
        if (sound.IsEmpty)
            return;
        var piece = new Piece(sound);
        Volatile.Write(ref _known, _known + sound.Length);
        _last.Next = piece;
        _last = piece;
    }

    /// <summary>Reads what there is.</summary>
    /// <returns>How many samples were there.</returns>
    public int Read(Span<short> sound)
    {
        int filled = 0;
        while (filled < sound.Length && Reach())
        {
            ReadOnlySpan<short> rest = _current.Sound.Span[_offset..];
            int count = Math.Min(rest.Length, sound.Length - filled);
            rest[..count].CopyTo(sound[filled..]);
            filled += count;
            _offset += count;
        }

        Volatile.Write(ref _position, _position + filled);
        return filled;
    }

    /// <summary>Goes back to an earlier sample; called by the reader.</summary>
    public void GoBackTo(long sample)
    {
        (_current, _offset) = (_first, 0);
        for (long left = sample; left > 0 && Reach();)
        {
            int count = (int)Math.Min(left, _current.Sound.Length - _offset);
            _offset += count;
            left -= count;
        }

        Volatile.Write(ref _position, sample);
    }

    /// <summary>Moves to a piece with something left in it.</summary>
    private bool Reach()
    {
        while (_offset == _current.Sound.Length)
        {
            if (_current.Next is not { } next)
                return false;
            (_current, _offset) = (next, 0);
        }

        return true;
    }

    private sealed class Piece(ReadOnlyMemory<short> sound)
    {
        private volatile Piece? _next;

        public ReadOnlyMemory<short> Sound => sound;

        public Piece? Next
        {
            get => _next;
            set => _next = value;
        }
    }
}
