using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// The playout ledger: what is on its way to the person's ear, in order, and what of it was played, by the sample clock of
/// the call. The conversation's loop adds, pauses and cancels; the media clock plays, without waiting or allocating.
/// </summary>
/// <param name="began">Told, on the media clock's thread, that an utterance makes its first sound at this sample of the call.</param>
/// <param name="closed">Told that an utterance plays no more; its last sample of sound lies before this one.</param>
internal sealed class PlayoutQueue(Action<Utterance, long> began, Action<Utterance, long> closed)
{
    private readonly int _settleFrames = OpeningSilenceMilliseconds / PhoneAudio.FrameMilliseconds;
    private readonly Lock _playing = new();
    private Utterance _head = new(-1, "");
    private Utterance? _tail;
    private long _position;
    private long _silentSince;
    private Declicker _declicker;
    private Loudness _loudness = new(0);
    private volatile bool _paused;
    private volatile bool _held;
    private volatile bool _soft;
    private bool _wasSilent;
    private bool _fellBehind;
    private bool _over;

    /// <summary>Silence before the first word: the far end opens its own sound path after the answer.</summary>
    public const int OpeningSilenceMilliseconds = 100;

    /// <summary>Samples of the call so far.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>
    /// Nothing plays while this is set; what was cancelled still closes. Afterwards the word that was cut is heard again from its beginning.
    /// </summary>
    public bool IsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>As <see cref="IsPaused"/>, because the line carries nothing to the person.</summary>
    public bool IsHeld
    {
        get => _held;
        set => _held = value;
    }

    /// <summary>How much softer the voice is while it is soft.</summary>
    public double SoftenDecibels
    {
        init => _loudness = new Loudness(value);
    }

    /// <summary>What plays is heard softly while this is set: somebody else makes a sound.</summary>
    public bool IsSoft
    {
        get => _soft;
        set => _soft = value;
    }

    /// <summary>How much sound is left to play; null while some of it is still to be made.</summary>
    public TimeSpan? Left
    {
        get
        {
            long samples = 0;
            for (Utterance? u = Volatile.Read(ref _head).Next; u is not null; u = u.Next)
            {
                if (u is { IsComplete: false, IsCancelled: false })
                    return null;
                samples += u.IsCancelled ? 0 : u.Left;
            }

            return PhoneAudio.Duration(samples);
        }
    }

    /// <summary>Adds an utterance behind the others; called by the loop alone.</summary>
    public void Add(Utterance utterance)
    {
        (_tail ?? _head).Next = utterance;
        _tail = utterance;
    }

    /// <summary>Plays the next frame; called by the media clock alone.</summary>
    public void Play(Span<short> say)
    {
        if (!_playing.TryEnter())
            return;
        try
        {
            if (!_over)
                PlayNext(say);
        }
        finally
        {
            _playing.Exit();
        }
    }

    /// <summary>Closes everything at the end of the call. No frame is played after it.</summary>
    public void CloseAll()
    {
        lock (_playing)
        {
            _over = true;
            while (_head.Next is { } utterance)
                Close(utterance);
        }
    }

    private void PlayNext(Span<short> say)
    {
        int filled = 0;
        bool silent = _paused || _held || _position < _settleFrames * PhoneAudio.FrameSamples;
        bool isCut = silent != _wasSilent || _fellBehind || _head.Next is { HasBegun: true, IsCancelled: true };
        if (_wasSilent && !silent)
            _head.Next?.GoBackToWord();
        _wasSilent = silent;
        while (_head.Next is { } utterance)
        {
            if (!silent && !utterance.IsCancelled)
                filled += PlayOne(utterance, say[filled..], filled);
            if (!utterance.IsCancelled && !utterance.IsPlayed)
                break;
            Close(utterance);
        }

        // A voice that is made more slowly than it plays breaks off anywhere in a frame.
        _fellBehind = !silent && filled < say.Length && _head.Next is { HasBegun: true };
        int end = _fellBehind ? filled : say.Length;
        _declicker.Smooth(say[..end], isCut);
        _declicker.Smooth(say[end..], isCut: true);
        _loudness.Apply(say, _soft);
        Volatile.Write(ref _position, _position + say.Length);
    }

    private int PlayOne(Utterance utterance, Span<short> say, int offset)
    {
        bool first = !utterance.HasBegun;
        int count = utterance.Read(say);
        if (count == 0)
            return 0;
        if (first)
            began(utterance, _position + offset);
        _silentSince = _position + offset + count;
        return count;
    }

    private void Close(Utterance utterance)
    {
        Volatile.Write(ref _head, utterance);
        closed(utterance, _silentSince);
    }
}
