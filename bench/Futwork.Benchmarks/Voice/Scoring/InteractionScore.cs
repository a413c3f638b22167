using static Futwork.Benchmarks.Voice.Scoring.InteractionKind;

namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>The panel of the τ-voice interaction metrics. Times in seconds, rates 0 to 1; null where nothing backs a figure.</summary>
internal sealed record InteractionScore
{
    /// <summary>L_R: from the end of a turn to the agent's response.</summary>
    public double? ResponseSeconds { get; init; }

    /// <summary>L_Y: from the start of an interruption to the agent's silence.</summary>
    public double? YieldSeconds { get; init; }

    /// <summary>R_R: turns that were answered before the person spoke again.</summary>
    public double? ResponseRate { get; init; }

    /// <summary>R_Y: interruptions the agent yielded to within 2 s.</summary>
    public double? YieldRate { get; init; }

    /// <summary>I_A: times the agent began while the person spoke, per turn.</summary>
    public double? AgentInterruptions { get; init; }

    /// <summary>S_BC.</summary>
    public double? Backchannel { get; init; }

    /// <summary>S_VT.</summary>
    public double? VocalTic { get; init; }

    /// <summary>S_ND.</summary>
    public double? NonDirected { get; init; }

    /// <summary>How many events stand behind each.</summary>
    public required IReadOnlyDictionary<InteractionKind, int> Counts { get; init; }

    /// <summary>Sums up the events of any number of calls.</summary>
    public static InteractionScore Of(IEnumerable<InteractionEvent> events)
    {
        ILookup<InteractionKind, InteractionEvent> by = events.ToLookup(e => e.Kind);
        int turns = by[Response].Count();
        return new InteractionScore
        {
            ResponseSeconds = Mean(by[Response]),
            YieldSeconds = Mean(by[Yield]),
            ResponseRate = Right(by[Response]),
            YieldRate = Right(by[Yield]),
            AgentInterruptions = turns == 0 ? null : (double)by[AgentInterrupts].Count() / turns,
            Backchannel = Right(by[InteractionKind.Backchannel]),
            VocalTic = Right(by[InteractionKind.VocalTic]),
            NonDirected = Right(by[InteractionKind.NonDirected]),
            Counts = Enum.GetValues<InteractionKind>().ToDictionary(k => k, k => by[k].Count()),
        };
    }

    private static double? Mean(IEnumerable<InteractionEvent> events)
    {
        double[] seconds = [.. events.Select(e => e.Seconds).OfType<double>()];
        return seconds.Length == 0 ? null : seconds.Average();
    }

    private static double? Right(IEnumerable<InteractionEvent> events) => events.Any() ? events.Average(e => e.IsRight ? 1.0 : 0.0) : null;
}
