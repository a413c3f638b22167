using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>The words of a turn as the recogniser sends them: what is final, what is a first guess, and what is still to come.</summary>
internal sealed class TurnText
{
    private readonly List<RecognitionResult> _finals = [];
    private readonly TakenWords _taken = new();
    private string[] _partial = [];
    private int _confirmed;
    private int _awaited;
    private int _expired;

    /// <summary>Speech has ended whose words have not all arrived.</summary>
    public bool IsAwaited => _awaited > 0;

    /// <summary>Results to come belong to a turn that is over.</summary>
    public bool IsExpired => _expired > 0;

    /// <summary>Words that no later result changes.</summary>
    public string Final => string.Join(' ', _finals.Where(IsClear).Select(f => f.Text.Trim()).Where(t => t.Length > 0));

    /// <summary>All words so far that are more than a guess.</summary>
    public string All => $"{Final} {string.Join(' ', _partial)}".Trim();

    /// <summary>The final words, and those of the partial ones that two results in a row agree on.</summary>
    public string Confirmed => $"{Final} {string.Join(' ', _partial[.._confirmed])}".Trim();

    /// <summary>What the recogniser itself says of the turn.</summary>
    public TurnSignal Signal { get; private set; }

    /// <summary>The recogniser's own part of the time since the end of speech.</summary>
    public TimeSpan EngineTime => _finals.Count > 0 ? _finals[^1].EngineTime : TimeSpan.Zero;

    /// <summary>A stretch of speech has ended: its words are due.</summary>
    public void SpeechEnded() => _awaited++;

    /// <summary>A result without the words that an earlier turn was taken with.</summary>
    public RecognitionResult Fresh(RecognitionResult result) => _taken.Without(result);

    public void Add(RecognitionResult result)
    {
        Signal = result.Turn;
        _awaited = Math.Max(0, _awaited - (result.EndsSpeech ? 1 : 0));
        if (result.IsFinal)
        {
            _finals.Add(result);
            (_partial, _confirmed) = ([], 0);
        }
        else if (IsClear(result))
        {
            string[] words = result.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _confirmed = words.AsSpan().CommonPrefixLength(_partial, StringComparer.OrdinalIgnoreCase);
            _partial = words;
        }
    }

    /// <summary>A result for a turn that is over has come.</summary>
    /// <param name="result">The result.</param>
    /// <param name="isKnown">The turn was taken with these words.</param>
    public void AddExpired(RecognitionResult result, bool isKnown)
    {
        _expired = Math.Max(0, _expired - (result.EndsSpeech ? 1 : 0));
        if (isKnown && !result.IsFinal && !IsExpired)
            _taken.Take(result.Text);
    }

    /// <summary>Results of turns that are over are awaited no longer.</summary>
    public void ForgetExpired() => _expired = 0;

    /// <summary>Forgets the turn; what is still to come of it expires.</summary>
    public void Clear()
    {
        if (!IsAwaited)
            _taken.Take(string.Join(' ', _partial));
        _expired += _awaited;
        _finals.Clear();
        (_partial, _confirmed, _awaited, Signal) = ([], 0, 0, TurnSignal.None);
    }

    private static bool IsClear(RecognitionResult result) => result.Confidence >= RecognitionResult.Doubtful;
}
