using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>
/// Follows one turn of the person, from the first sound to the moment when it counts as over: silence, how complete the
/// words sound, the caller's own pauses, and whether the recogniser has sent all of them. Pure: told everything, asked with the time.
/// </summary>
internal sealed class TurnTaker(TurnPolicy policy)
{
    private static readonly TimeSpan LateLimit = TimeSpan.FromSeconds(8);

    private readonly TurnText _text = new();
    private readonly CallerPauses _pauses = new();
    private readonly TurnLevel _level = new();
    private TurnVerdict? _last;
    private Half? _firstHalf;
    private Half? _lastHalf;
    private LateWords? _late;
    private string _lastFinal = "";
    private bool _any;
    private bool _byWords;
    private bool _agentSpoke;
    private TimeSpan _voiced;
    private TimeSpan _voiceSince;
    private TimeSpan _latest;
    private TimeSpan _lateUntil;
    private TimeSpan? _dippedAt;
    private bool _overheard;
    private bool _hasFloor;
    private double _melody;

    /// <summary>What the agent waits for.</summary>
    public Awaited Awaited { get; set; } = Awaited.Anything;

    /// <summary>The agent's last words were a question.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The person is making a sound right now.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>The person speaks, but is not heard at the moment: it may be over.</summary>
    public bool IsDipped => DippedAt is not null;

    /// <summary>Since when the person, who speaks, is not heard; null while they are.</summary>
    public TimeSpan? DippedAt => IsSpeaking ? _dippedAt : null;

    /// <summary>How long the turn has lasted, up to its latest sound.</summary>
    public TimeSpan Lasted(TimeSpan now)
    {
        var lasted = (!IsSpeaking ? End : _dippedAt ?? now) - Start;
        // Words begin a turn when they come, and the voice that spoke them may have ended before that.
        return lasted > TimeSpan.Zero ? lasted : TimeSpan.Zero;
    }

    /// <summary>The sound that goes on is rather a hum than words.</summary>
    public bool IsHum { get; set; }

    /// <summary>A turn has begun and is not over.</summary>
    public bool IsOpen => _any;

    /// <summary>Speech has ended whose words have not arrived.</summary>
    public bool AwaitsWords => _text.IsAwaited;

    /// <summary>When the turn began.</summary>
    public TimeSpan Start { get; private set; }

    /// <summary>When its latest sound ended.</summary>
    public TimeSpan End { get; private set; }

    /// <summary>How long it sounded in all.</summary>
    public TimeSpan Voiced(TimeSpan now) => _voiced + (IsSpeaking ? now - _voiceSince : TimeSpan.Zero);

    /// <summary>The words so far that are more than a guess.</summary>
    public string Words => _text.All;

    /// <summary>Those of them that no later result changes.</summary>
    public string FinalWords => _text.Final;

    /// <summary>The final words, and those of the partial ones that two results in a row agree on.</summary>
    public string ConfirmedWords => _text.Confirmed;

    /// <summary>It is so much quieter than the caller that it must be somebody else in the room.</summary>
    public bool IsFar => _level.IsFar(policy.FarDecibels);

    /// <summary>What a silence now would mean, and how long it would have to be.</summary>
    public EndOfTurn Judgement => EndOfTurn.Of(
        new TurnEvidence($"{_firstHalf?.Text} {Words}".Trim(), Awaited, _pauses.Typical, _text.Signal, _hasFloor, End - Start >= policy.MaxTurn, IsSpeaking ? 0 : _melody)
        {
            IsAsked = IsAsked,
            Lasted = Lasted(_latest) + (Start - (_firstHalf?.Start ?? Start)),
        },
        policy);

    /// <summary>When <see cref="Decide"/> is next worth asking; null when only an event can change its mind.</summary>
    public TimeSpan? Due => !_any ? null : IsSpeaking ? Start + policy.MaxTurn : End + Wait();

    /// <summary>
    /// From when on a reply is worth thinking of, although the turn may go on: at once when the words sound complete, partial ones
    /// too, and after the action delay otherwise. Null while the person speaks, without words, and when more time was asked for.
    /// </summary>
    public TimeSpan? LikelyOverAt
    {
        get
        {
            if (!_any || Words.Length == 0 || (IsSpeaking && !IsDipped && _text.Signal is not (TurnSignal.LikelyEnd or TurnSignal.End)))
                return null;
            EndOfTurn judgement = Judgement;
            if (judgement.Score >= Math.Min(policy.Threshold, TurnScore.Even))
                return _dippedAt ?? End;
            return IsSpeaking || judgement.Cue is TurnCue.Hold or TurnCue.Dictating ? null : End + policy.ActionDelay;
        }
    }

    public void Began(TimeSpan at)
    {
        if (_any && !IsSpeaking && !_byWords && !_agentSpoke)
            _pauses.Learn(at - End);
        (_latest, IsHum) = (at, false);
        (Start, End) = _any ? (Start, End) : (at, at);
        if (!_any)
            _level.Forget();
        (_any, IsSpeaking, _voiceSince, _byWords, _agentSpoke, _dippedAt) = (true, true, at, false, false, null);
    }

    /// <summary>The sound has dropped since then; <see cref="Rose"/> or <see cref="Ended"/> follows.</summary>
    public void Dipped(TimeSpan at) => _dippedAt = at;

    /// <summary>The sound is back.</summary>
    public void Rose() => _dippedAt = null;

    /// <param name="at">When.</param>
    /// <param name="melody">How the voice ended, -1 to 1: <see cref="PhraseMelody"/>.</param>
    public void Ended(TimeSpan at, double melody = 0)
    {
        if (!IsSpeaking)
            return;
        (IsSpeaking, _dippedAt, _melody) = (false, null, melody);
        _text.SpeechEnded();
        _voiced += at - _voiceSince;
        End = _latest = at;
    }

    /// <summary>How loud the speech that goes on is, or was, in dBFS.</summary>
    public void Sounded(double dbfs) => _level.Sounded(dbfs);

    /// <summary>The agent fell silent for it: it is the caller's, and gets its answer.</summary>
    public void TookFloor() => _hasFloor = true;

    /// <summary>The agent is heard: a pause of the person around it tells nothing about theirs.</summary>
    public void AgentSpoke() => _agentSpoke = true;

    /// <summary>Words without a beginning of speech count as speech that ends now.</summary>
    /// <param name="result">The words.</param>
    /// <param name="now">The time.</param>
    /// <param name="dbfs">How loud they were; null when that is not known.</param>
    public void Recognised(RecognitionResult result, TimeSpan now, double? dbfs = null)
    {
        if (_text.IsExpired && now < _lateUntil)
        {
            Late(result);
            return;
        }

        _text.ForgetExpired();
        _latest = now;
        result = _text.Fresh(result);
        if (!_any && result.Text.Length == 0)
            return;
        if (!_any)
        {
            _level.Forget();
            (_any, _byWords, Start, _voiced) = (true, true, now, policy.Noise);
        }

        _level.Said(result, dbfs);
        if (_byWords)
            End = now;
        _text.Add(result);
    }

    /// <summary>The turn, when it is over by now. It then starts anew.</summary>
    public TurnVerdict? Decide(TimeSpan now)
    {
        _latest = now;
        return now >= Due ? Take() : null;
    }

    /// <summary>Ends the turn as it stands, such as when the call is over.</summary>
    public TurnVerdict? Take()
    {
        if (!_any)
            return null;
        End = IsSpeaking ? _latest : End;
        string text = Words;
        string[] words = Understanding.Words.Split(text);
        bool overheard = IsOverheard(words, text);
        bool isNothing = !_hasFloor && (overheard || (words.Length > 0 ? policy.Language.Words.Fillers.Covers(words) : text.Length == 0 && _voiced < policy.Noise));
        TurnContent content = isNothing ? TurnContent.Noise : text.Length > 0 ? TurnContent.Words : TurnContent.Unclear;
        if (content is TurnContent.Words && (_overheard || !IsFar))
            _level.LearnCaller();
        _overheard = overheard;
        (_last, _lastFinal, _lastHalf) = (new TurnVerdict(content, text, Start, End, _text.EngineTime, Judgement), FinalWords, WithFirstHalf(text));
        Clear();
        return _last;
    }

    /// <summary>Forgets the turn, and the words of it that are still to come.</summary>
    public void Drop()
    {
        if (_any)
            (_last, _lastFinal, _lastHalf) = (new TurnVerdict(TurnContent.Noise, Words, Start, End), FinalWords, WithFirstHalf(Words));
        Clear();
    }

    /// <summary>The latest turn was taken too early: this one is its other half, and the silence between them was a pause.</summary>
    public void WasNotOver()
    {
        if (!_any || _last is not { } last)
            return;
        _firstHalf = _lastHalf;
        if (!_agentSpoke)
            _pauses.Learn(Start - last.End);
    }

    /// <summary>
    /// Quiet words that answer nothing are somebody else's in the room, and so are words for somebody else. Once: who speaks up a second time is
    /// the caller, from further away.
    /// </summary>
    private bool IsOverheard(string[] words, string text) =>
        !_overheard && !_hasFloor && !Awaited.IsSettledBy(text) && !Awaited.IsMetBy(text) && Awaited.Digits is null && (IsFar || RoomTalk.Is(words, policy.Language.Words));

    /// <summary>Words that came for a turn that had gone without them, once.</summary>
    public LateWords? TakeLate()
    {
        LateWords? late = _late;
        _late = null;
        return late;
    }

    private Half WithFirstHalf(string text) => new($"{_firstHalf?.Text} {text}".Trim(), _firstHalf?.Start ?? Start);

    private void Late(RecognitionResult result)
    {
        bool isKnown = SpokenAlike.Ends(_last!.Text, result.Text);
        _text.AddExpired(result, isKnown);
        if (!isKnown && result.IsFinal && result.Confidence >= RecognitionResult.Doubtful)
            _late = new LateWords(_last with { Content = TurnContent.Words, Text = $"{_lastFinal} {result.Text}".Trim() });
    }

    private void Clear()
    {
        if (IsSpeaking)
            _text.SpeechEnded();
        _text.Clear();
        (_melody, _firstHalf) = (0, null);
        _lateUntil = _latest + LateLimit;
        (_any, IsSpeaking, _byWords, _agentSpoke, _hasFloor, _voiced, _dippedAt) = (false, false, false, false, false, TimeSpan.Zero, null);
    }

    /// <summary>The recogniser's last words are waited for no longer than they take in 99 of 100 cases; then the turn goes with what is there.</summary>
    private TimeSpan Wait()
    {
        bool wordless = Words.Length == 0;
        TimeSpan silence = !wordless ? Judgement.Wait : _voiced < policy.Noise ? TimeSpan.Zero : policy.ActionDelay;
        return AwaitsWords && (policy.FinalTimeout > silence || (wordless && _voiced < policy.Noise)) ? policy.FinalTimeout : silence;
    }

    /// <summary>What was said of a turn until it was taken too early, once or several times.</summary>
    private sealed record Half(string Text, TimeSpan Start);
}
