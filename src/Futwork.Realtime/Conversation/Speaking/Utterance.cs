using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// One text on its way to the person's ear, an entry of the playout ledger. The mouth appends its sound, the media clock plays it;
/// neither waits for the other. The samples played are the only truth about what was heard.
/// </summary>
/// <param name="id">Its number in the conversation.</param>
/// <param name="text">What was generated.</param>
/// <param name="replyId">The reply of the mind that it is part of.</param>
internal sealed class Utterance(int id, string text, int replyId = 0)
{
    private static readonly int LongestWord = PhoneAudio.Samples(TimeSpan.FromMilliseconds(700));

    private readonly SoundPieces _sound = new();
    private readonly List<WordTiming> _words = [];
    private readonly Lock _wordsGate = new();
    private long _heardTo;
    private volatile bool _complete;
    private volatile bool _cancelled;
    private volatile Utterance? _next;

    public int Id => id;

    public int ReplyId => replyId;

    public string Text => text;

    /// <summary>Samples that were played at least once.</summary>
    public long Played => Volatile.Read(ref _heardTo);

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

    /// <summary>All of its sound is there.</summary>
    public bool IsComplete => _complete;

    /// <summary>Samples that were not played yet, as far as they are there.</summary>
    public long Left => _sound.Known - _sound.Position;

    /// <summary>Everything there is of it was played, and no more will come.</summary>
    public bool IsPlayed => _complete && _sound.Position == _sound.Known;

    /// <summary>What was heard of it. Asked once it plays no more.</summary>
    public string Heard
    {
        get
        {
            lock (_wordsGate)
                return HeardText.Of(text, _words, Played, _sound.Known, _complete);
        }
    }

    /// <summary>Adds sound; called by the mouth alone.</summary>
    public void Append(SpeechAudio audio)
    {
        lock (_wordsGate)
            _words.AddRange(audio.Words);
        _sound.Append(audio.Pcm);
    }

    /// <summary>No more sound will come.</summary>
    public void Complete() => _complete = true;

    /// <summary>Stops it for good, from the next frame on.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Plays into <paramref name="say"/> what there is; called by the media clock alone.</summary>
    /// <returns>How many samples were there.</returns>
    public int Read(Span<short> say)
    {
        int count = _sound.Read(say);
        Volatile.Write(ref _heardTo, Math.Max(_heardTo, _sound.Position));
        return count;
    }

    /// <summary>
    /// Goes back to the beginning of the word that a pause fell into, so that it is heard whole; stays where the words' places are not
    /// known. Called by the media clock alone, and never waits.
    /// </summary>
    public void GoBackToWord()
    {
        if (!HasBegun || _cancelled || !_wordsGate.TryEnter())
            return;
        try
        {
            long position = _sound.Position;
            foreach (WordTiming word in _words)
            {
                if (word.StartSample < position && position < word.EndSample && position - word.StartSample <= LongestWord)
                    _sound.GoBackTo(word.StartSample);
            }
        }
        finally
        {
            _wordsGate.Exit();
        }
    }
}
