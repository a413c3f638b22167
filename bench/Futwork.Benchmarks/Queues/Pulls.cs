using System.Diagnostics;
using Futwork.Campaigns;

namespace Futwork.Benchmarks.Queues;

/// <summary>What nodes pulled in a while.</summary>
internal sealed class Pulls
{
    private readonly List<double> _looks = [];
    private readonly List<double> _pulls = [];
    private int _orders;
    private int _empty;

    /// <summary>The looks for campaigns with due orders.</summary>
    public IReadOnlyList<double> Looks => _looks;

    /// <summary>The pulls that got something.</summary>
    public Durations Times => new(_pulls);

    /// <summary>How many orders each of them got, on average.</summary>
    public double Orders => (double)_orders / _pulls.Count;

    /// <summary>The pulls that got nothing: the other node was at it, or all whom they found had to be put off.</summary>
    public int Empty => _empty;

    /// <summary>What several did together.</summary>
    public static Pulls Of(IEnumerable<Pulls> nodes)
    {
        var all = new Pulls();
        foreach (var node in nodes)
        {
            all._looks.AddRange(node._looks);
            all._pulls.AddRange(node._pulls);
            all._orders += node._orders;
            all._empty += node._empty;
        }

        return all;
    }

    /// <summary>One look.</summary>
    public async Task<List<Campaign>> LookAsync(PullingNode node)
    {
        var before = Stopwatch.GetTimestamp();
        var due = await node.DueAsync();
        _looks.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        return due;
    }

    /// <summary>A pull is over.</summary>
    /// <param name="before">The timestamp of its beginning.</param>
    /// <param name="orders">What it got.</param>
    public void Took(long before, int orders)
    {
        var took = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        if (orders == 0)
            _empty++;
        else
            _pulls.Add(took);
        _orders += orders;
    }
}

/// <summary>What was measured with so many leads.</summary>
/// <param name="Leads">How many.</param>
/// <param name="Claims">Claims alone.</param>
/// <param name="Rounds">Whole rounds of a trunk.</param>
internal sealed record Measured(int Leads, Pulls Claims, Pulls Rounds)
{
    /// <summary>How many times as long as with fewer leads.</summary>
    public string Beside(Measured fewer) =>
        $"""
        from {fewer.Leads:N0} to {Leads:N0} leads:
          claim alone: p50 {Times(Claims, fewer.Claims, 50)}, p99 {Times(Claims, fewer.Claims, 99)}
          round of a trunk: p50 {Times(Rounds, fewer.Rounds, 50)}, p99 {Times(Rounds, fewer.Rounds, 99)}
        """;

    public override string ToString() =>
        $"""
          claim alone, {Claims.Orders:0.0} orders: {Claims.Times} ({Claims.Times.Count} times)
          look for campaigns with due orders: {new Durations([.. Claims.Looks, .. Rounds.Looks])}
          round of a trunk, {Rounds.Orders:0.0} calls: {Rounds.Times} ({Rounds.Times.Count} times; {Rounds.Empty} more called nobody: the other node's calls were on it, or all were put off)
        """;

    private static string Times(Pulls many, Pulls few, int percent) => $"{many.Times.At(percent) / few.Times.At(percent):0.00} times";
}
