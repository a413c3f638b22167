using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>What a policy did to all turns.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="CutOffs">Share of the turns that were cut off.</param>
/// <param name="DeadAir">Mean silence before the reply may begin, in ms.</param>
internal sealed record PolicyPoint(TurnPolicy Policy, double CutOffs, double DeadAir)
{
    public static PolicyPoint Of(TurnPolicy policy, IEnumerable<IReadOnlyList<HeardTurn>> calls)
    {
        List<TurnOutcome> outcomes = [.. calls.SelectMany(c => TurnRun.Take(c, policy))];
        return new PolicyPoint(policy, outcomes.Average(o => o.IsCutOff ? 1.0 : 0), outcomes.Average(o => o.DeadAir.TotalMilliseconds));
    }
}

/// <summary>All operating points of a kind of policy, as livekit/eot-bench sweeps them: threshold, action delay and timeout.</summary>
internal sealed class PolicyCurve(IReadOnlyList<PolicyPoint> points)
{
    private static readonly double[] Thresholds = [0.35, 0.5, 0.65, 0.8];
    private static readonly int[] Delays = [150, 200, 300, 400, 500, 550, 600, 650, 700, 750, 850, 1000, 1250, 1600];
    private static readonly double[] Factors = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4.5, 7];

    /// <summary>A fixed silence, whatever is said.</summary>
    public static PolicyCurve VoiceActivity(TurnPolicy policy, IReadOnlyList<IReadOnlyList<HeardTurn>> calls) =>
        new([.. Enumerable.Range(2, 44).Select(i => PolicyPoint.Of(Fixed(policy, 50 * i), calls))]);

    /// <summary>Whatever the policy goes by: words, values asked for, the end of the voice, the caller's own pauses.</summary>
    public static PolicyCurve Judged(TurnPolicy policy, IReadOnlyList<IReadOnlyList<HeardTurn>> calls) => new(
        [.. from threshold in Thresholds from delay in Delays from factor in Factors where delay * factor <= 4000 select PolicyPoint.Of(With(policy, threshold, delay, delay * factor), calls)]);

    /// <summary>The point with the fewest cut-offs whose mean silence keeps to a budget in ms; null when none does.</summary>
    public PolicyPoint? Within(double deadAir) => points.Where(p => p.DeadAir <= deadAir).OrderBy(p => p.CutOffs).ThenBy(p => p.DeadAir).FirstOrDefault();

    /// <summary>The point with the least silence whose cut-offs keep to a budget; null when none does.</summary>
    public PolicyPoint? WithCutOffs(double most) => points.Where(p => p.CutOffs <= most).MinBy(p => p.DeadAir);

    private static TurnPolicy Fixed(TurnPolicy policy, int milliseconds)
    {
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        return policy with { Threshold = 0, Settled = wait, ActionDelay = wait, Unfinished = wait, Timeout = wait, LearnPauses = false, FinalTimeout = TimeSpan.Zero };
    }

    private static TurnPolicy With(TurnPolicy policy, double threshold, int delay, double unfinished) => policy with
    {
        Threshold = threshold,
        Settled = TimeSpan.FromMilliseconds(Math.Min(300, delay)),
        ActionDelay = TimeSpan.FromMilliseconds(delay),
        Unfinished = TimeSpan.FromMilliseconds(unfinished),
        Timeout = TimeSpan.FromMilliseconds(Math.Max(4000, unfinished)),
    };
}
