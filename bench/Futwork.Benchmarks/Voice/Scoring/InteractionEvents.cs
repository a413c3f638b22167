using static Futwork.Benchmarks.Voice.Scoring.InteractionKind;

namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>
/// Finds the interaction events of a call by the definitions of τ-voice (sierra-research/tau2-bench,
/// docs/interaction-metrics.md and src/tau2/metrics/voice_interaction_metrics.py, version 1.0), to the letter.
/// </summary>
/// <param name="tickSeconds">How long a tick is; τ-voice's are 0.2 s.</param>
internal sealed class InteractionEvents(double tickSeconds)
{
    private readonly int _yieldWindow = (int)(2.0 / tickSeconds);
    private readonly int _selectiveWindow = (int)(1.0 / tickSeconds);
    private readonly int _responseWindow = (int)(2.0 / tickSeconds);

    /// <summary>All events of a call.</summary>
    public IReadOnlyList<InteractionEvent> Of(IReadOnlyList<Tick> call)
    {
        IReadOnlyList<Tick> ticks = WithoutLastWord(call);
        IReadOnlyList<TickSegment> user = TickSegment.OfUser(ticks), agent = TickSegment.OfAgent(ticks);
        return
        [
            .. Responses(user, agent),
            .. user.Where(u => u.OtherAtStart).Select(u => OverAgent(u, ticks)),
            .. agent.Where(a => a.OtherAtStart).Select(a => new InteractionEvent(AgentInterrupts, false, a.Start)),
            .. user.Where(u => !u.OtherAtStart && (u.HasTic || u.HasNonDirected)).Select(u => InSilence(u.HasTic ? VocalTic : NonDirected, u.Start, u.End, agent)),
            .. TickSegment.OutOfTurn(ticks).Select(e => OutOfTurn(e, agent)).OfType<InteractionEvent>(),
        ];
    }

    /// <summary>The harness ends a conversation with one tick of speech that nobody said.</summary>
    internal static IReadOnlyList<Tick> WithoutLastWord(IReadOnlyList<Tick> ticks) =>
        ticks is [.., { User: false }, { User: true }] ? [.. ticks.Take(ticks.Count - 1)] : ticks;

    private IEnumerable<InteractionEvent> Responses(IReadOnlyList<TickSegment> user, IReadOnlyList<TickSegment> agent)
    {
        TickSegment[] turns = [.. user.Where(u => !u.IsBackchannel && !u.OtherAtEnd)];
        foreach (TickSegment turn in turns)
        {
            TickSegment? reply = agent.FirstOrDefault(a => a.Start >= turn.End);
            TickSegment? next = turns.FirstOrDefault(t => t.Start >= turn.End);
            if (reply is not null && (next is null || reply.Start <= next.Start))
                yield return new InteractionEvent(Response, true, turn.End, (reply.Start - turn.End) * tickSeconds);
            else if (next is not null)
                yield return new InteractionEvent(Response, false, turn.End);
        }
    }

    private InteractionEvent OverAgent(TickSegment user, IReadOnlyList<Tick> ticks)
    {
        InteractionKind kind = user.IsBackchannel ? Backchannel : user.HasTic ? VocalTic : user.HasNonDirected ? NonDirected : Yield;
        int window = kind is Yield ? _yieldWindow : _selectiveWindow;
        int silent = user.Start;
        int last = Math.Min(user.Start + window, ticks.Count);
        while (silent < last && ticks[silent].Agent)
            silent++;
        bool yielded = silent < last;
        return kind is Yield
            ? new InteractionEvent(kind, yielded, user.Start, yielded ? (silent - user.Start) * tickSeconds : null)
            : new InteractionEvent(kind, !yielded, user.Start);
    }

    private InteractionEvent InSilence(InteractionKind kind, int start, int end, IReadOnlyList<TickSegment> agent) =>
        new(kind, !agent.Any(a => a.Start >= start && a.Start <= end + _responseWindow), start);

    /// <summary>Over the agent's voice only what goes wrong is an event.</summary>
    private InteractionEvent? OutOfTurn((SoundEffect Effect, int Start, int End) effect, IReadOnlyList<TickSegment> agent)
    {
        InteractionKind kind = effect.Effect is SoundEffect.VocalTic ? VocalTic : NonDirected;
        if (agent.FirstOrDefault(a => a.Start <= effect.Start && effect.Start < a.End) is not { } speaking)
            return InSilence(kind, effect.Start, effect.End, agent);
        return (speaking.End - effect.Start) * tickSeconds <= 1.0 ? new InteractionEvent(kind, false, effect.Start) : null;
    }
}
