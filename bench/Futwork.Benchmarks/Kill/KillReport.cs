using System.Text;

namespace Futwork.Benchmarks.Kill;

/// <summary>What the independent checker found.</summary>
internal sealed record KillReport
{
    /// <summary>Slots of a dead node are free this long after its lease, and all leads have their last word this long after recovery.</summary>
    private static readonly TimeSpan MostLeak = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(60);

    public required KillOptions Options { get; init; }

    /// <summary>Threads that wanted a processor, over the last five minutes: those of this run and whatever else runs.</summary>
    public required double LoadPerProcessor { get; init; }

    public required int DatabaseKills { get; init; }

    public required int Pauses { get; init; }

    public required int Repeated { get; init; }

    public required int Pushed { get; init; }

    public required int Calls { get; init; }

    public required int Posts { get; init; }

    public required int PostedAgain { get; init; }

    public required int Interrupted { get; init; }

    public required IReadOnlyList<string> Stranded { get; init; }

    public required IReadOnlyList<string> RungTwice { get; init; }

    public required IReadOnlyList<string> LostOutcomes { get; init; }

    public required TimeSpan? SettledAfter { get; init; }

    public required IReadOnlyList<(TimeSpan Held, string CallSid)> Leaks { get; init; }

    public int Leaked => Leaks.Count(leak => leak.Held > MostLeak);

    /// <summary>Nobody was lost, nobody rung twice, and every end told.</summary>
    public bool Correct => Pushed == Options.Leads && Calls > 0 && Stranded.Count + RungTwice.Count + LostOutcomes.Count == 0;

    /// <summary>And all in time.</summary>
    public bool InTime => Leaked == 0 && SettledAfter <= MostSettling;

    public bool Passed => Correct && InTime;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Options.Kills} kills ({DatabaseKills} of the database), {Pauses} pauses, {Options.Nodes} nodes, seed {Options.Seed}");
        text.AppendLine($"{Pushed} leads pushed ({Repeated} repetitions), {Calls} calls on the line, {Interrupted} attempts interrupted, {Posts} webhooks ({PostedAgain} repetitions)");
        Section(text, "stranded", Stranded);
        Section(text, "rung twice", RungTwice);
        Section(text, "lost outcomes", LostOutcomes);
        text.AppendLine($"last word of the last lead: {SettledAfter?.TotalSeconds:0.0} s after recovery");
        text.AppendLine(Leaks.Count == 0
            ? "no call was interrupted on the line"
            : $"places of {Leaks.Count} interrupted calls: at most {Leaks[0].Held.TotalSeconds:0.0} s after the end of the lease ({Leaks[0].CallSid}), {Leaked} of more than {MostLeak.TotalSeconds:0} s");
        text.AppendLine($"load of the last five minutes: {LoadPerProcessor:0.0} a processor");
        return text.Append(Passed ? "PASSED" : Correct ? "LATE" : "FAILED").ToString();
    }

    private static void Section(StringBuilder text, string name, IReadOnlyList<string> found)
    {
        text.AppendLine($"{name}: {found.Count}");
        foreach (var one in found.Take(5))
            text.AppendLine($"  {one}");
    }
}
