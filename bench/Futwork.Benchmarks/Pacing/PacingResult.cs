namespace Futwork.Benchmarks.Pacing;

/// <summary>What the line saw.</summary>
/// <param name="Setup">Of which run.</param>
/// <param name="Invites">How many INVITEs came.</param>
/// <param name="MostInASecond">The most of them in any one second.</param>
/// <param name="Most">The most of them in any time of the limit's length.</param>
/// <param name="Used">How much of the limit was used from the first call on, over whole lengths of it, 0 to 1.</param>
/// <param name="Rests">How often the line wanted rest.</param>
/// <param name="InRest">How many INVITEs came while it did.</param>
/// <param name="LastInRest">How long after it had begun to want rest one still came, at most.</param>
internal sealed record PacingResult(PacingSetup Setup, int Invites, int MostInASecond, int Most, double Used, int Rests, int InRest, TimeSpan LastInRest)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <param name="setup">Of which run.</param>
    /// <param name="calls">In the order in which they came.</param>
    public static PacingResult Of(PacingSetup setup, IReadOnlyList<LineCall> calls)
    {
        DateTimeOffset[] arrivals = [.. calls.Select(call => call.At)];
        var (rests, inRest, last) = setup.Kind is PacingKind.Reject ? Resting(calls) : default;
        return new PacingResult(
            setup, arrivals.Length, MostWithin(TimeSpan.FromSeconds(1), arrivals), MostWithin(setup.Limit.Time, arrivals), Share(setup, arrivals), rests, inRest, last);
    }

    public override string ToString()
    {
        var run = $"{Setup.PerSecond}/s, {Setup.Nodes} node(s), {Setup.Seconds} s";
        var seen = $"{Invites} INVITEs, at most {MostInASecond} in any second";
        return Setup.Kind switch
        {
            PacingKind.Window => $"{run}, rolling window: {seen}, at most {Most} in any {Setup.Limit.Time.TotalSeconds} s of {Setup.Limit.Invites}, {Used:P1} of them used",
            PacingKind.Reject => $"{run}, rejecting: {seen}; {Rests} times it wanted rest, when {InRest} still came, the last {LastInRest.TotalSeconds:0.00} s after it had said so",
            PacingKind.Failover => $"{run}, failover: {seen} at both gateways, {Used:P1} of the limit used",
            _ => $"{run}: {seen}, {Used:P1} of the limit used",
        };
    }

    private static int MostWithin(TimeSpan time, DateTimeOffset[] arrivals)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < arrivals.Length; last++)
        {
            while (arrivals[last] - arrivals[first] >= time)
                first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private static double Share(PacingSetup setup, DateTimeOffset[] arrivals)
    {
        var (invites, time) = setup.Limit;
        var lengths = (arrivals.Length - 1) / invites;
        return lengths <= 0 ? 0 : lengths * time / (arrivals[lengths * invites] - arrivals[0]);
    }

    private static (int Rests, int Calls, TimeSpan Last) Resting(IReadOnlyList<LineCall> calls)
    {
        var (rests, inRest, last) = (0, 0, TimeSpan.Zero);
        var (began, until) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        foreach (var call in calls)
        {
            if (call.At < until)
            {
                inRest++;
                last = call.At - began > last ? call.At - began : last;
            }
            else
            {
                began = call.At;
            }

            if (call.Status != 503)
                continue;
            rests += call.At == began ? 1 : 0;
            until = call.At + Rest;
        }

        return (rests, inRest, last);
    }
}
