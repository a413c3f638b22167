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

    /// <summary>How often a node was started, by the name of the build.</summary>
    public required IReadOnlyDictionary<string, int> Starts { get; init; }

    /// <summary>Nodes that were told to stop.</summary>
    public required int Stops { get; init; }

    /// <summary>Of these, those that did not come to an end by themselves, or broke at it.</summary>
    public required int Forced { get; init; }

    /// <summary>Nodes that ended though nobody ended them.</summary>
    public required int Deaths { get; init; }

    public required int Repeated { get; init; }

    public required int Pushed { get; init; }

    public required int Calls { get; init; }

    public required int Posts { get; init; }

    public required int PostedAgain { get; init; }

    public required int Interrupted { get; init; }

    public required IReadOnlyList<string> Stranded { get; init; }

    public required IReadOnlyList<string> RungTwice { get; init; }

    public required IReadOnlyList<string> LostOutcomes { get; init; }

    /// <summary>Calls that a node which was told to stop did not finish, though it had the time.</summary>
    public required IReadOnlyList<string> GivenUp { get; init; }

    public required TimeSpan? SettledAfter { get; init; }

    public required IReadOnlyList<(TimeSpan Held, string CallSid)> Leaks { get; init; }

    public int Leaked => Leaks.Count(leak => leak.Held > MostLeak);

    /// <summary>Nobody was lost, nobody rung twice, every end told, no call given up by a node that was only told to stop, and no node died by itself.</summary>
    public bool Correct => Pushed == Options.Leads && Calls > 0 && Stranded.Count + RungTwice.Count + LostOutcomes.Count + GivenUp.Count + Deaths == 0;

    /// <summary>And all in time.</summary>
    public bool InTime => Leaked == 0 && SettledAfter <= MostSettling;

    public bool Passed => Correct && InTime;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Options.Kills} kills ({DatabaseKills} of the database), {Pauses} pauses, {Options.Nodes} nodes, seed {Options.Seed}");
        text.AppendLine($"starts of nodes: {string.Join(", ", Starts.OrderBy(build => build.Key, StringComparer.Ordinal).Select(build => $"{build.Value} of {build.Key} build"))}; {Stops} stops by SIGTERM, {Forced} of them broke or were killed in the end; {Deaths} died by themselves");
        text.AppendLine($"{Pushed} leads pushed ({Repeated} repetitions), {Calls} calls on the line, {Interrupted} attempts interrupted, {Posts} webhooks ({PostedAgain} repetitions)");
        Section(text, "stranded", Stranded);
        Section(text, "rung twice", RungTwice);
        Section(text, "lost outcomes", LostOutcomes);
        Section(text, "given up by nodes that were told to stop", GivenUp);
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
