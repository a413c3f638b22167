using Futwork.Realtime.Turns;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>What one turn must know of those before it.</summary>
internal sealed class TurnMemory
{
    private string _asked = "";
    private string _carried = "";
    private string _retracted = "";
    private int _silences;

    /// <summary>The spoken turn that the agent replies to; null when it replies to keys, to silence, or to nothing.</summary>
    public TurnVerdict? AnsweredTurn { get; private set; }

    /// <summary>The words that are answered, as they may be known by now, with those of a turn before whose reply was never heard.</summary>
    public string Asked => _asked;

    /// <summary>When that turn was taken as over.</summary>
    public TimeSpan DecidedAt { get; private set; }

    /// <summary>When the recogniser last sent final words.</summary>
    public TimeSpan WordsAt { get; set; }

    /// <summary>When the agent was last heard.</summary>
    public TimeSpan AgentEnd { get; private set; }

    /// <summary>When the speech began that took the floor from the agent.</summary>
    public TimeSpan? YieldFrom { get; set; }

    /// <summary>A spoken turn is answered.</summary>
    /// <returns>Its words, with those of a turn before it whose reply was never heard.</returns>
    public string Answering(TurnVerdict turn, TimeSpan now)
    {
        (AnsweredTurn, DecidedAt, _silences) = (turn, now, 0);
        _asked = WithRetracted(turn.Text);
        (_carried, _retracted) = (_retracted, "");
        return _asked;
    }

    /// <summary>The same turn is answered once more, with words that came late.</summary>
    /// <returns>Its words, with those of a turn before it that came along the first time.</returns>
    public string AnsweringAnew(TurnVerdict turn, TimeSpan now)
    {
        // Nothing was taken back when the first reply was heard after all.
        _retracted = _retracted.Length > 0 ? _carried : "";
        return Answering(turn, now);
    }

    /// <summary>These words, with those of a turn before them whose reply was never heard.</summary>
    public string WithRetracted(string words) => $"{_retracted} {words}".Trim();

    /// <summary>The agent replies to this turn, or to what was known of it before its last words came.</summary>
    public bool Answers(TurnVerdict turn) => AnsweredTurn is { } answered && answered.Start == turn.Start;

    /// <summary>Keys are answered, or whatever else is no spoken turn.</summary>
    /// <param name="beside">What was said beside it.</param>
    public void AnsweringOtherwise(string beside = "") =>
        (AnsweredTurn, _silences, _asked, _retracted) = (null, 0, WithRetracted(beside), "");

    /// <summary>Silence is answered.</summary>
    /// <returns>How many silences in a row that makes.</returns>
    public int AnotherSilence()
    {
        int silences = _silences + 1;
        AnsweringOtherwise();
        return _silences = silences;
    }

    /// <summary>The reply was not heard: the words it answered belong to the next turn.</summary>
    public void Retract() => (_retracted, _asked) = (_asked, "");

    /// <summary>Words of the person are to be known otherwise.</summary>
    public void Reword(string said, string instead)
    {
        string Now(string words) => Words.Replace(words, said, instead);
        (_asked, _carried, _retracted) = (Now(_asked), Now(_carried), Now(_retracted));
    }

    /// <summary>The agent was heard until <paramref name="end"/>.</summary>
    /// <returns>When the speech began that cut it short, if any did.</returns>
    public TimeSpan? AgentWasHeard(TimeSpan end)
    {
        (TimeSpan? from, YieldFrom, AgentEnd) = (YieldFrom, null, end);
        return from;
    }
}
