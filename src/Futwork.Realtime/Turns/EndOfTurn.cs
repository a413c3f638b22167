using Futwork.Realtime.Speech;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>What is known of a turn in a silence.</summary>
/// <param name="Text">The words so far.</param>
/// <param name="Awaited">What the agent waits for.</param>
/// <param name="Pause">How long the caller pauses within a turn, learnt so far; null as long as too little is known.</param>
/// <param name="Signal">What the recogniser itself says of the turn.</param>
/// <param name="HasFloor">The agent fell silent for it: "wait" has been heard, and the next word is the agent's if the person has none.</param>
/// <param name="IsTooLong">The turn has lasted longer than any may.</param>
/// <param name="Melody">How the voice ended: from -1, more is to come, to 1, that was all (<see cref="PhraseMelody"/>).</param>
internal sealed record TurnEvidence(
    string Text, Awaited Awaited, TimeSpan? Pause = null, TurnSignal Signal = TurnSignal.None, bool HasFloor = false, bool IsTooLong = false, double Melody = 0)
{
    /// <summary>How long the turn has lasted, up to its latest sound.</summary>
    public TimeSpan Lasted { get; init; } = TimeSpan.MaxValue;

    /// <summary>The agent asked a question before.</summary>
    public bool IsAsked { get; init; }
}

/// <summary>How likely it is that a turn is over, and how long to wait before it counts as over.</summary>
/// <param name="Score">How likely words and melody make it, 0 to 1.</param>
/// <param name="Cue">Which of them, or what else, decided.</param>
/// <param name="Wait">The silence to wait for, from the end of the speech.</param>
/// <param name="Pause">The caller's learnt pause that went into the wait; null when there was none.</param>
internal sealed record EndOfTurn(double Score, TurnCue Cue, TimeSpan Wait, TimeSpan? Pause = null)
{
    /// <summary>Decides. Threshold, action delay and timeout are the policy's.</summary>
    public static EndOfTurn Of(TurnEvidence evidence, TurnPolicy policy)
    {
        TurnScore score = ScoreOf(evidence, policy);
        TimeSpan? pause = policy.LearnPauses ? evidence.Pause : null;
        TimeSpan wait = evidence.IsTooLong ? policy.Settled : WaitAfter(score, pause, evidence.HasFloor, policy);
        return new EndOfTurn(score.Value, score.Cue, wait, pause);
    }

    private static TurnScore ScoreOf(TurnEvidence evidence, TurnPolicy policy)
    {
        TurnScore words = TextCompleteness.Score(evidence.Text, evidence.Awaited, policy.Language);
        TurnScore weighed = Weighed(words, evidence, policy);
        return evidence.Signal switch
        {
            TurnSignal.End when words.Cue is not (TurnCue.Hold or TurnCue.Dictating) => TurnScore.Of(TurnCue.Signalled),
            TurnSignal.LikelyEnd when words.Value >= TurnScore.Even => new TurnScore(Math.Max(weighed.Value, TurnScore.Of(TurnCue.Closed).Value), words.Cue),
            TurnSignal.Resumed => new TurnScore(Math.Min(weighed.Value, TurnScore.Of(TurnCue.Dangling).Value), words.Cue),
            _ => weighed,
        };
    }

    private static TurnScore Weighed(TurnScore words, TurnEvidence evidence, TurnPolicy policy) => words.IsPlain
        ? words.WithLogOdds(policy.Weights.LogOdds(words, Words.Split(evidence.Text), evidence, policy.Language))
        : words;

    private static TimeSpan WaitAfter(TurnScore score, TimeSpan? pause, bool hasFloor, TurnPolicy policy)
    {
        if (score.Value >= TurnScore.Certain)
            return policy.Settled;
        TimeSpan wait = score.Cue switch
        {
            TurnCue.Hold when !hasFloor => policy.Timeout,
            TurnCue.Dictating => policy.Unfinished * 1.25,
            TurnCue.NoText => policy.ActionDelay,
            _ => Graded(score, CallerPauses.Delay(pause, policy), policy),
        };
        return wait < policy.Timeout ? wait : policy.Timeout;
    }

    /// <summary>The action delay at the threshold; shorter the likelier the end, down to the settled wait, and longer up to the unfinished one.</summary>
    private static TimeSpan Graded(TurnScore score, TimeSpan delay, TurnPolicy policy)
    {
        double over = score.LogOdds - TurnScore.LogOddsOf(policy.Threshold);
        TimeSpan wait = delay * Math.Exp(-policy.Steepness * over);
        return wait < policy.Settled ? policy.Settled : wait > policy.Unfinished ? policy.Unfinished : wait;
    }
}
