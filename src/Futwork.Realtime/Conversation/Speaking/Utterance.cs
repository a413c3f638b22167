using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// One text on its way to the person's ear. The mouth appends its sound, the media clock plays it; neither waits for the
/// other. The samples played are the only truth about what was heard.
/// </summary>
internal sealed class Utterance(int id, string text)
{
    private readonly Piece _first = new(ReadOnlyMemory<short>.Empty);
    private readonly List<WordTiming> _words = [];
    private Piece? _last;
    private Piece? _playing;
    private int _playedOfPiece;
    private long _played;
    private long _known;
    private volatile bool _complete;
    private volatile bool _cancelled;
    private volatile Utterance? _next;

    public int Id => id;

    public string Text => text;

    /// <summary>Samples played so far.</summary>
    public long Played => Volatile.Read(ref _played);

    /// <summary>It has begun to sound.</summary>
    public bool HasBegun => Played > 0;

    /// <summary>It must not sound any more.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>From the order to speak to the first sound of it, at the engine.</summary>
    public TimeSpan EngineTime { get; set; }

    /// <summary>The utterance to play after it.</summary>
    public Utterance? Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>Everything there is of it was played, and no more will come.</summary>
    public bool IsPlayed => _complete && Played == Volatile.Read(ref _known);

    /// <summary>What was heard of it. Asked once it plays no more.</summary>
    public string Heard
    {
        get
        {
            lock (_words)
                return HeardText.Of(text, _words, Played, Volatile.Read(ref _known), _complete);
        }
    }

    /// <summary>Adds sound; called by the mouth alone.</summary>
    public void Append(SpeechAudio audio)
    {
        lock (_words)
            _words.AddRange(audio.Words);
        if (audio.Pcm.IsEmpty)
            return;
        var piece = new Piece(audio.Pcm);
        Volatile.Write(ref _known, _known + audio.Pcm.Length);
        (_last ?? _first).Next = piece;
        _last = piece;
    }

    /// <summary>No more sound will come.</summary>
    public void Complete() => _complete = true;

    /// <summary>Stops it for good, from the next frame on.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Plays into <paramref name="say"/> what there is; called by the media clock alone.</summary>
    /// <returns>How many samples were there.</returns>
    public int Read(Span<short> say)
    {
        int filled = 0;
        _playing ??= _first;
        while (filled < say.Length)
        {
            ReadOnlySpan<short> rest = _playing.Sound.Span[_playedOfPiece..];
            int count = Math.Min(rest.Length, say.Length - filled);
            rest[..count].CopyTo(say[filled..]);
            filled += count;
            _playedOfPiece += count;
            if (count < rest.Length)
                break;
            if (_playing.Next is not { } next)
                break;
            (_playing, _playedOfPiece) = (next, 0);
        }

        Volatile.Write(ref _played, _played + filled);
        return filled;
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
