namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>
/// The turn-taking score of EVA (ServiceNow/eva, docs/metrics/turn_taking.md and src/eva/metrics/experience/turn_taking.py,
/// v0.2): each turn gets 0 to 1 by its latency, by how the agent interrupted, or by how it yielded; a call gets their mean.
/// </summary>
internal static class EvaTurnTaking
{
    private const double Capped = 0.5;

    /// <summary>The score of a call.</summary>
    /// <param name="turns">Its turns in order; the first is the greeting, which is not scored.</param>
    /// <param name="missedLastTurn">The call ended because the agent did not answer the last turn: the whole call gets 0.</param>
    public static double Score(IReadOnlyList<EvaTurn> turns, bool missedLastTurn = false)
    {
        double[] scores = [.. Scores(turns)];
        return missedLastTurn || scores.Length == 0 ? 0 : Math.Round(scores.Average(), 4, MidpointRounding.ToEven);
    }

    /// <summary>The score of each turn in which both sides spoke.</summary>
    public static IEnumerable<double> Scores(IReadOnlyList<EvaTurn> turns)
    {
        for (int i = 1; i < turns.Count; i++)
        {
            if (turns[i] is { User.Count: > 0, Agent.Count: > 0 } turn)
                yield return Math.Round(Score(turn, turns[i - 1]), 4, MidpointRounding.ToEven);
        }
    }

    /// <summary>From the end of the person's speech to the first of the agent's: best between half a second and two (three with a tool).</summary>
    internal static double Latency(double milliseconds, bool hasToolCall = false)
    {
        (double high, double late) = hasToolCall ? (3000.0, 5000.0) : (2000.0, 3500.0);
        return milliseconds switch
        {
            <= -500 => 0,
            < 500 => (milliseconds + 500) / 1000,
            _ when milliseconds <= high => 1,
            _ when milliseconds >= late => 0,
            _ => (late - milliseconds) / (late - high),
        };
    }

    /// <summary>Both spoke at once for so long because the agent began too early.</summary>
    internal static double Overlap(double milliseconds) => Math.Max(0, Capped * (1 - (milliseconds / 2000)));

    /// <summary>The agent began too early so many times within one turn.</summary>
    internal static double Count(int segments) => Math.Max(0, Capped * (1 - ((segments - 1) / 2.0)));

    /// <summary>The agent spoke on for so long after the person had taken the floor.</summary>
    internal static double Yield(double milliseconds) => Math.Max(0, 1 - (milliseconds / 2000));

    private static double Score(EvaTurn turn, EvaTurn before)
    {
        double? interrupting = turn.AgentInterrupted ? Interrupting(turn) : null;
        double? yielding = turn.UserInterrupted && before.Agent.Count > 0
            ? Yield(Math.Max(0, before.Agent[^1].End - turn.User[0].Start) * 1000)
            : null;
        return interrupting is null && yielding is null
            ? Latency((turn.Agent[0].Start - turn.User[^1].End) * 1000, turn.HasToolCall)
            : Math.Min(interrupting ?? 1, yielding ?? 1);
    }

    private static double Interrupting(EvaTurn turn)
    {
        double overlap = turn.User.Sum(u => turn.Agent.Sum(u.Overlap)) * 1000;
        int segments = turn.Agent.Count(a => turn.User.Any(u => u.Overlap(a) > 0.001));
        double score = Math.Min(Overlap(overlap), segments > 0 ? Count(segments) : 1);
        return Settled(turn) is { } latency ? Math.Min(score, Latency(latency * 1000, turn.HasToolCall)) : score;
    }

    /// <summary>From the end of the turn to the answer proper; null when the agent talked on, or never came back.</summary>
    private static double? Settled(EvaTurn turn)
    {
        double end = turn.User[^1].End;
        if (turn.Agent.Any(a => a.Holds(end)) || !turn.Agent.Any(a => a.Start > end))
            return null;
        return turn.Agent.Where(a => a.Start > end).Min(a => a.Start) - end;
    }
}
