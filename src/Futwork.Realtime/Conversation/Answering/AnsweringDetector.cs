using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// Tells persons from machines by how they answer: the cadence of their speech, their words, and tones. Pure: told everything,
/// asked with the time. It may change its mind while the call is young, as when a beep follows a short greeting.
/// </summary>
internal sealed class AnsweringDetector
{
    private readonly GreetingCadence _cadence = new();
    private readonly GreetingWords _words = new();
    private readonly GreetingTones _tones = new();
    private TimeSpan _decidedAt;

    /// <summary>What is known by now.</summary>
    public AnsweringVerdict Verdict { get; private set; } = AnsweringVerdict.Unsure;

    /// <summary>When the far end was last heard; null while it speaks, or when it never did.</summary>
    public TimeSpan? SpeechEnd => _cadence.End;

    /// <summary>When its beep ended.</summary>
    public TimeSpan? BeepEnd => _tones.Beep?.End;

    /// <summary>When <see cref="Decide"/> is next worth asking; null when only an event can change its mind.</summary>
    public TimeSpan? Due => SpeechEnd + GreetingCadence.Quiet is { } quiet && quiet > _decidedAt ? quiet : null;

    public void SpeechBegan(TimeSpan at) => _cadence.Began(at);

    public void SpeechEnded(TimeSpan at) => _cadence.Ended(at);

    public void Heard(RecognitionResult result)
    {
        if (_decidedAt <= AnsweringClues.Window)
            _words.Heard(result);
    }

    public void Heard(Tone tone)
    {
        _cadence.Heard(tone);
        _tones.Heard(tone);
    }

    /// <summary>Draws the conclusion.</summary>
    public AnsweringVerdict Decide(TimeSpan now)
    {
        _decidedAt = now;
        if (now > AnsweringClues.Window)
            return Verdict;
        var score = new AnsweringScore();
        AddCadence(score, now);
        AddWords(score);
        AddTones(score, now);
        AnsweringVerdict verdict = score.Verdict();
        return Verdict = verdict.Kind is AnsweredBy.Human && !_cadence.HasWaited(now) ? AnsweringVerdict.Unsure : verdict;
    }

    private void AddCadence(AnsweringScore score, TimeSpan now)
    {
        TimeSpan longest = _cadence.Longest(now);
        if (_cadence.HasWaited(now) && longest <= AnsweringClues.ShortStretch)
            score.Add(AnsweredBy.Human, AnsweringClues.ShortGreeting);
        double beyond = (longest - AnsweringClues.LongStretch).TotalSeconds * AnsweringClues.Second;
        score.Add(AnsweredBy.Voicemail, Math.Min(AnsweringClues.MostSeconds, beyond));
        score.Add(AnsweredBy.Human, Math.Min(AnsweringClues.MostTurns, (_cadence.Turns - 1) * AnsweringClues.Turn));
    }

    private void AddWords(AnsweringScore score)
    {
        if (_words.IsGreeted)
            score.Add(AnsweredBy.Human, AnsweringClues.GreetingWord);
        foreach (GreetingPhrase phrase in _words.Found)
            score.Add(phrase.Kind, phrase.Weight);
    }

    private void AddTones(AnsweringScore score, TimeSpan now)
    {
        score.Add(AnsweredBy.VoicemailFull, _tones.IsAnnouncement ? AnsweringClues.Unmistakable : 0);
        score.Add(AnsweredBy.VoicemailFull, _tones.IsBusy ? AnsweringClues.Unmistakable : 0);
        score.Add(AnsweredBy.VoicemailFull, _tones.IsFax ? AnsweringClues.Unmistakable : 0);
        bool isBeep = _tones.Beep is not null && !_tones.IsAnnouncement && !_tones.IsBusy && !_tones.IsFax;
        score.Add(AnsweredBy.Voicemail, isBeep ? BeepWeight(now) : 0);
    }

    /// <summary>A beep tells the more, the more was said right before it.</summary>
    private double BeepWeight(TimeSpan now)
    {
        if (_cadence.Turns == 0)
            return AnsweringClues.Beep;
        TimeSpan longest = _cadence.Longest(now);
        if (longest >= AnsweringClues.MachineStretch)
            return AnsweringClues.BeepAfterGreeting;
        return longest > AnsweringClues.ShortStretch ? AnsweringClues.BeepAfterSentence : AnsweringClues.BeepAfterWords;
    }
}
