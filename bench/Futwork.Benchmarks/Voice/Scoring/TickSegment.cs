namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>Ticks in a row in which one side sounded.</summary>
/// <param name="Start">First tick.</param>
/// <param name="End">The tick after the last.</param>
/// <param name="OtherAtStart">The other side sounded in the first tick.</param>
/// <param name="OtherAtEnd">The other side sounded in the tick after the last.</param>
internal sealed record TickSegment(int Start, int End, bool OtherAtStart, bool OtherAtEnd)
{
    /// <summary>It began as a backchannel.</summary>
    public bool IsBackchannel { get; init; }

    /// <summary>A vocal tic lies in it.</summary>
    public bool HasTic { get; init; }

    /// <summary>Speech that was not meant for the agent lies in it.</summary>
    public bool HasNonDirected { get; init; }

    /// <summary>The person's stretches of a call.</summary>
    public static IReadOnlyList<TickSegment> OfUser(IReadOnlyList<Tick> ticks) => Of(ticks, t => t.User, t => t.Agent);

    /// <summary>The agent's stretches of a call.</summary>
    public static IReadOnlyList<TickSegment> OfAgent(IReadOnlyList<Tick> ticks) => Of(ticks, t => t.Agent, t => t.User);

    /// <summary>The effects that began while the person was not speaking to the agent; two different ones in a row are two.</summary>
    public static IReadOnlyList<(SoundEffect Effect, int Start, int End)> OutOfTurn(IReadOnlyList<Tick> ticks)
    {
        var found = new List<(SoundEffect Effect, int Start, int End)>();
        for (int i = 0; i < ticks.Count; i++)
        {
            if (ticks[i].User || ticks[i].Effect is SoundEffect.None)
                continue;
            if (found is [.., var last] && last.End == i && last.Effect == ticks[i].Effect)
                found[^1] = (last.Effect, last.Start, i + 1);
            else
                found.Add((ticks[i].Effect, i, i + 1));
        }

        return found;
    }

    private static List<TickSegment> Of(IReadOnlyList<Tick> ticks, Func<Tick, bool> own, Func<Tick, bool> other)
    {
        var segments = new List<TickSegment>();
        for (int start = 0; start < ticks.Count; start++)
        {
            if (!own(ticks[start]))
                continue;
            int end = start + 1;
            while (end < ticks.Count && own(ticks[end]))
                end++;
            IEnumerable<Tick> inside = ticks.Skip(start).Take(end - start);
            segments.Add(new TickSegment(start, end, other(ticks[start]), end < ticks.Count && other(ticks[end]))
            {
                IsBackchannel = ticks[start].Backchannel,
                HasTic = inside.Any(t => t.Effect is SoundEffect.VocalTic),
                HasNonDirected = inside.Any(t => t.Effect is SoundEffect.NonDirected),
            });
            start = end;
        }

        return segments;
    }
}
