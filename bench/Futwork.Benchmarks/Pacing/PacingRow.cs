namespace Futwork.Benchmarks.Pacing;

/// <summary>What the bench <c>pacing</c> runs for a row of its table.</summary>
/// <param name="PerSecond">The calls per second that the line takes.</param>
/// <param name="Nodes">How many nodes dial.</param>
/// <param name="Kind">What the line does.</param>
internal sealed record PacingRow(int PerSecond, int Nodes, PacingKind Kind)
{
    private static readonly PacingRow[] All =
    [
        new(1, 1, PacingKind.Spaced), new(1, 2, PacingKind.Spaced), new(10, 1, PacingKind.Spaced), new(10, 2, PacingKind.Spaced), new(100, 1, PacingKind.Spaced), new(100, 2, PacingKind.Spaced),
        new(10, 2, PacingKind.Window), new(100, 2, PacingKind.Window), new(10, 2, PacingKind.Reject), new(10, 1, PacingKind.Failover), new(10, 2, PacingKind.Failover), new(100, 2, PacingKind.Failover),
    ];

    /// <summary>Says which rows there are.</summary>
    public static string Choice => string.Join("; ", All.GroupBy(row => row.Kind).Select(rows =>
        $"{rows.Key.ToString().ToLowerInvariant()} at {string.Join(", ", rows.Select(row => row.PerSecond).Distinct())} calls a second"));

    /// <summary>The rows of a rate and a kind; none, where there is none.</summary>
    /// <param name="perSecond">The rate; 0: whatever it is.</param>
    /// <param name="kind">The name of the kind; null: whatever it is.</param>
    public static List<PacingRow> Of(int perSecond, string? kind) =>
    [
        .. All.Where(row => (perSecond == 0 || row.PerSecond == perSecond) && (kind is null || kind.Equals(row.Kind.ToString(), StringComparison.OrdinalIgnoreCase))),
    ];
}
