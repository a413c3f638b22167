using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>
/// Follows one turn of the person, from the first sound to the moment when it counts as over: silence, how complete the
/// words sound, and whether the recogniser has sent all of them. Pure: told everything, asked with the time.
/// </summary>
internal sealed class TurnTaker(TurnPolicy policy)
{
    private readonly List<RecognitionResult> _finals = [];
    private readonly TakenWords _taken = new();
    private string _partial = "";
    private int _awaitedFinals;
    private int _expiredFinals;
    private bool _any;
    private TimeSpan _start;
    private TimeSpan _end;
    private TimeSpan _voiced;
    private TimeSpan _voiceSince;

    /// <summary>What the agent waits for.</summary>
    public Awaited Awaited { get; set; } = new(new Expectation());

    /// <summary>The person is making a sound right now.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>A turn has begun and is not over.</summary>
    public bool IsOpen => _any;

    /// <summary>Speech has ended whose words have not arrived.</summary>
    public bool AwaitsWords => _awaitedFinals > 0;

    /// <summary>When the turn began.</summary>
    public TimeSpan Start => _start;

    /// <summary>When its latest sound ended.</summary>
    public TimeSpan End => _end;

    /// <summary>How long it sounded in all.</summary>
    public TimeSpan Voiced(TimeSpan now) => _voiced + (IsSpeaking ? now - _voiceSince : TimeSpan.Zero);

    /// <summary>The words so far that are more than a guess.</summary>
    public string Words => _partial.Length == 0 ? FinalWords : $"{FinalWords} {_partial}".Trim();

    /// <summary>Those of them that no later result changes.</summary>
    public string FinalWords => string.Join(' ', _finals.Where(IsClear).Select(f => f.Text.Trim()).Where(t => t.Length > 0));

    /// <summary>When <see cref="Decide"/> is next worth asking; null when only an event can change its mind.</summary>
    public TimeSpan? Due => !_any || IsSpeaking ? null : _end + (AwaitsWords ? policy.FinalTimeout : Wait());

    public void Began(TimeSpan at)
    {
        _start = _any ? _start : at;
        (_any, IsSpeaking, _voiceSince) = (true, true, at);
    }

    public void Ended(TimeSpan at)
    {
        if (!IsSpeaking)
            return;
        IsSpeaking = false;
        _awaitedFinals++;
        _voiced += at - _voiceSince;
        _end = at;
    }

    /// <summary>Words without a beginning of speech count as speech that ends now.</summary>
    public void Recognised(RecognitionResult result, TimeSpan now)
    {
        if (_expiredFinals > 0)
        {
            _expiredFinals -= result.EndsSpeech ? 1 : 0;
            return;
        }

        result = _taken.Without(result);
        if (!_any && result.Text.Length == 0)
            return;
        if (!_any)
            (_any, _start, _end, _voiced) = (true, now, now, policy.Noise);
        _awaitedFinals = Math.Max(0, _awaitedFinals - (result.EndsSpeech ? 1 : 0));
        if (!result.IsFinal)
        {
            _partial = IsClear(result) ? result.Text.Trim() : _partial;
            return;
        }

        _partial = "";
        _finals.Add(result);
    }

    /// <summary>The turn, when it is over by now. It then starts anew.</summary>
    public TurnVerdict? Decide(TimeSpan now) => now >= Due ? Take() : null;

    /// <summary>Ends the turn as it stands, such as when the call is over.</summary>
    public TurnVerdict? Take()
    {
        if (!_any)
            return null;
        string text = Words;
        TurnContent content = text.Length > 0 ? TurnContent.Words : _voiced < policy.Noise ? TurnContent.Noise : TurnContent.Unclear;
        var verdict = new TurnVerdict(content, text, _start, _end, _finals.Count > 0 ? _finals[^1].EngineTime : TimeSpan.Zero);
        Drop();
        return verdict;
    }

    /// <summary>Forgets the turn, and the words of it that are still to come.</summary>
    public void Drop()
    {
        _finals.Clear();
        if (!AwaitsWords)
            _taken.Take(_partial);
        _partial = "";
        _expiredFinals += _awaitedFinals;
        (_any, IsSpeaking, _awaitedFinals, _voiced) = (false, false, 0, TimeSpan.Zero);
    }

    private static bool IsClear(RecognitionResult result) => result.Confidence >= RecognitionResult.Doubtful;

    private TimeSpan Wait()
    {
        string text = Words;
        if (text.Length == 0)
            return _voiced < policy.Noise ? TimeSpan.Zero : policy.Complete;
        return CompletenessOf.Judge(text, Awaited) switch
        {
            Completeness.Settled => policy.Settled,
            Completeness.Unfinished => policy.Unfinished,
            _ => policy.Complete,
        };
    }
}
