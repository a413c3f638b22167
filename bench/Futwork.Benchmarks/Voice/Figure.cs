using Futwork.Benchmarks.Voice.Scoring;
using static Futwork.Benchmarks.Voice.Scoring.InteractionKind;

namespace Futwork.Benchmarks.Voice;

/// <summary>One figure of the score and its target.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">What was measured; null when nothing backs it.</param>
/// <param name="Target">What it should be; null when it stands for comparison only.</param>
/// <param name="LowerIsBetter">The target is the most it may be.</param>
/// <param name="Events">How many events stand behind it.</param>
internal sealed record Figure(string Name, double? Value, double? Target, bool LowerIsBetter, int Events)
{
    /// <summary>The target is met; null where there is none.</summary>
    public bool? IsMet => Target is null ? null : Value is { } value && (LowerIsBetter ? value <= Target : value >= Target);

    /// <summary>All figures, in the order of the report.</summary>
    public static IReadOnlyList<Figure> All(VoiceScore score)
    {
        (InteractionScore tau, IReadOnlyDictionary<InteractionKind, int> n) = (score.Interaction, score.Interaction.Counts);
        return
        [
            new("response time, mean, s (sample clock)", Mean(score.Responses), 0.9, true, score.Responses.Count),
            new("response time, p50, s", VoiceScore.At(score.Responses, 0.5), null, true, score.Responses.Count),
            new("response time, p90, s", VoiceScore.At(score.Responses, 0.9), null, true, score.Responses.Count),
            new("response time, mean, s (τ-voice ticks)", tau.ResponseSeconds, null, true, n[Response]),
            new("response rate", tau.ResponseRate, null, false, n[Response]),
            new("yield time, mean, s (sample clock)", Mean(score.Yields), 0.6, true, score.Yields.Count),
            new("yield time, p90, s", VoiceScore.At(score.Yields, 0.9), null, true, score.Yields.Count),
            new("yield time, mean, s (τ-voice ticks)", tau.YieldSeconds, 0.6, true, n[Yield]),
            new("yield rate", tau.YieldRate, 0.98, false, n[Yield]),
            new("agent interruptions per turn", tau.AgentInterruptions, 0.1, true, n[AgentInterrupts]),
            new("selectivity: backchannels", tau.Backchannel, 0.9, false, n[Backchannel]),
            new("selectivity: vocal tics", tau.VocalTic, 0.8, false, n[VocalTic]),
            new("selectivity: talk in the room", tau.NonDirected, 0.6, false, n[NonDirected]),
            new("EVA turn-taking, mean", score.Eva, 0.9, false, score.Calls),
        ];
    }

    /// <summary>A figure, or a dash.</summary>
    public static string Text(double? value) => value is { } v ? $"{v:0.00}" : "-";

    public override string ToString() =>
        $"  {Name,-46}{(Value is { } v ? $"{v:0.000}" : "-"),10}{(Target is { } t ? $"{(LowerIsBetter ? "≤" : "≥")} {t:0.00}" : ""),10}{Events,8}  {(IsMet is { } met ? met ? "met" : "NOT MET" : "")}".TrimEnd();

    private static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : values.Average();
}
