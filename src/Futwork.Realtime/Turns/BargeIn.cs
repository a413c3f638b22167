using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>What to do with an agent over whose voice somebody makes a sound.</summary>
internal enum BargeInDecision
{
    /// <summary>Speak softly: it is not known yet.</summary>
    Wait,

    /// <summary>Pause: it is speech, but not known whether for the floor.</summary>
    Hold,

    /// <summary>The person has the floor: drop what was left to say.</summary>
    Yield,

    /// <summary>It was nothing: go on where it stopped. What was said is no answer to anything and expires.</summary>
    Resume,
}

/// <summary>Why.</summary>
internal enum BargeInReason
{
    /// <summary>Too little is known.</summary>
    Unknown,

    /// <summary>Words that want the floor.</summary>
    Words,

    /// <summary>"Stop", "one minute".</summary>
    StopPhrase,

    /// <summary>"Yes", as the agent's question ends.</summary>
    Answer,

    /// <summary>Speech that lasts.</summary>
    Sustained,

    /// <summary>"Mm-hmm".</summary>
    Backchannel,

    /// <summary>"Hello?", as people pick up.</summary>
    PickUp,

    /// <summary>Fewer words than take the floor.</summary>
    TooFewWords,

    /// <summary>A cough, a noise: sound without words.</summary>
    Noise,

    /// <summary>Somebody else, or words for somebody else in the room.</summary>
    RoomTalk,
}

/// <summary>A decision, and why.</summary>
internal readonly record struct BargeInVerdict(BargeInDecision Decision, BargeInReason Reason);

/// <summary>Where the agent is in what it says.</summary>
/// <param name="OpeningUnderWay">Its opening has been heard for a while.</param>
/// <param name="Left">How much of what it says was left when the person began; null when that is not known.</param>
/// <param name="Asks">What it says ends in a question.</param>
internal readonly record struct AgentMoment(bool OpeningUnderWay, TimeSpan? Left = null, bool Asks = false)
{
    /// <summary>Since when it is paused; null while it is not.</summary>
    public TimeSpan? HeldSince { get; init; }

    private const double LettersPerSecond = 14;

    /// <summary>Where it is in its last words, as far as their length tells.</summary>
    /// <param name="openingUnderWay">Its opening has been heard for a while.</param>
    /// <param name="text">The last of what it says.</param>
    /// <param name="sounded">How much of that was heard.</param>
    public static AgentMoment Of(bool openingUnderWay, string text, TimeSpan sounded) =>
        new(openingUnderWay, TimeSpan.FromSeconds(text.Length / LettersPerSecond) - sounded, IsQuestion(text));

    /// <summary>A text ends with a question mark, that of Urdu included.</summary>
    public static bool IsQuestion(string text) => text.TrimEnd() is [.., '?' or '؟'];
}

/// <summary>
/// Decides whether speech over the agent's voice takes the floor: words do, stop phrases do at once, and so does sustained speech;
/// a noise does not, nor does "mm-hmm", other talk in the room, or the "hello?" with which people pick up. Single first guesses do
/// not count: they are often made of noise. Until it is known the agent gives way by degrees: it speaks softly at the first sound, as
/// people do, and pauses once the sound is confirmed to be speech.
/// </summary>
internal static class BargeIn
{
    /// <summary>A paused agent goes on after this, even while somebody still says "mm-hmm".</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>A shorter silence is part of a word: a "t" before it sounds.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(64);

    /// <summary>
    /// No paused agent goes on sooner: what is silent for less than a fifth of a second is heard as a stammer and not as a pause (Zellner,
    /// "Pauses and the temporal structure of speech", 1994), and between two words of the person it would speak up for a syllable.
    /// </summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(180);

    public static BargeInVerdict Decide(TurnTaker person, TurnPolicy policy, AgentMoment agent, TimeSpan now)
    {
        if (Backchannel.HasStop(person.Words, policy))
            return Yield(BargeInReason.StopPhrase);
        if (person.IsFar)
            return Resume(BargeInReason.RoomTalk);
        string[] words = Words.Split(person.ConfirmedWords);
        if (words.Length > 0 && Ignorable(words, policy, agent) is { } nothing && IsNothing(person.Words, policy, agent))
            return nothing is BargeInReason.Backchannel && IsAnswer(agent, policy) ? Yield(BargeInReason.Answer) : WhenOver(person, nothing, policy, agent, now);
        if (words.Length >= policy.InterruptWords && !MayBeNothing(person, policy, agent))
            return Yield(BargeInReason.Words);
        if (person.IsSpeaking)
            return person.Lasted(now) >= Sustained(policy, agent) && !IsNothing(person.Words, policy, agent) ? Yield(BargeInReason.Sustained) : Wait(person, policy, agent, now);
        if (words.Length > 0 && !person.AwaitsWords)
            return Resume(BargeInReason.TooFewWords);
        return person.AwaitsWords && now < person.End + policy.ResumeTimeout ? Wait(person, policy, agent, now) : Resume(BargeInReason.Noise);
    }

    /// <summary>When to decide again at the latest.</summary>
    /// <param name="person">Who speaks.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="agent">Where the agent is.</param>
    /// <param name="goesOn">It goes on when the sound was short.</param>
    public static TimeSpan Due(TurnTaker person, TurnPolicy policy, AgentMoment agent, bool goesOn)
    {
        if (!person.IsSpeaking)
            return person.End + policy.ResumeTimeout;
        if (IsNothing(person.Words, policy, agent))
            return person.Start + LongestPause;
        if (person.DippedAt is not { } dipped)
            return person.Start + (agent.HeldSince is null ? Confirmed(person, policy) : Sustained(policy, agent));
        if (agent.HeldSince is not { } held || !goesOn || IsWorded(person, policy) || dipped >= person.Start + policy.ShortSpeech)
            return person.Start + LongestPause;
        return dipped + Breath > held + ShortestPause ? dipped + Breath : held + ShortestPause;
    }

    private static BargeInReason? Ignorable(string[] words, TurnPolicy policy, AgentMoment agent) =>
        agent.OpeningUnderWay && policy.Language.Words.PickUp.Covers(words) ? BargeInReason.PickUp
        : Backchannel.Is(words, policy) ? BargeInReason.Backchannel
        : policy.Language.Words.Fillers.Covers(words) ? BargeInReason.Noise
        : RoomTalk.Is(words, policy.Language.Words) ? BargeInReason.RoomTalk
        : null;

    private static bool IsNothing(string text, TurnPolicy policy, AgentMoment agent) =>
        Words.Split(text) is { Length: > 0 } words && Ignorable(words, policy, agent) is not null;

    /// <summary>The words say only that somebody listens, as far as they go: "I" of "I see", while more of them may come.</summary>
    private static bool MayBeNothing(TurnTaker person, TurnPolicy policy, AgentMoment agent) =>
        IsNothing(person.Words, policy, agent)
        || Ignorable(Words.Split(person.ConfirmedWords), policy, agent) is not null
        || ((person.IsSpeaking || person.AwaitsWords) && !IsWorded(person, policy));

    /// <summary>Words have come that are more than the beginning of "I see".</summary>
    private static bool IsWorded(TurnTaker person, TurnPolicy policy) => person.Words.Length > 0 && !Backchannel.Begins(Words.Split(person.Words), policy);

    private static bool IsAnswer(AgentMoment agent, TurnPolicy policy) => agent.Asks && agent.Left <= policy.AnswerWindow;

    /// <summary>More may follow "mm-hmm": it is nothing only once it is over.</summary>
    private static BargeInVerdict WhenOver(TurnTaker person, BargeInReason reason, TurnPolicy policy, AgentMoment agent, TimeSpan now) =>
        !person.IsSpeaking && (!person.AwaitsWords || now >= person.End + policy.ResumeTimeout) ? Resume(reason) : Wait(person, policy, agent, now) with { Reason = reason };

    private static BargeInVerdict Wait(TurnTaker person, TurnPolicy policy, AgentMoment agent, TimeSpan now)
    {
        if (person.IsSpeaking && now >= person.Start + LongestPause)
            return Resume(BargeInReason.Backchannel);
        bool sounds = person.IsSpeaking && !(now >= person.DippedAt + Breath);
        bool confirmed = person.Lasted(now) >= (sounds ? Confirmed(person, policy) : policy.ShortSpeech) || now < agent.HeldSince + ShortestPause;
        confirmed = (confirmed || IsWorded(person, policy)) && !IsNothing(person.Words, policy, agent);
        return new(confirmed ? BargeInDecision.Hold : BargeInDecision.Wait, BargeInReason.Unknown);
    }

    private static TimeSpan Confirmed(TurnTaker person, TurnPolicy policy) => person.IsHum ? policy.ConfirmedHum : policy.ConfirmedSpeech;

    private static TimeSpan Sustained(TurnPolicy policy, AgentMoment agent) => agent.OpeningUnderWay ? policy.SustainedOpening : policy.SustainedSpeech;

    private static BargeInVerdict Yield(BargeInReason reason) => new(BargeInDecision.Yield, reason);

    private static BargeInVerdict Resume(BargeInReason reason) => new(BargeInDecision.Resume, reason);
}
