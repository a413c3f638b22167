namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Sub-flows are called, come back, and never call themselves.</summary>
internal static class SubFlowRules
{
    private const int Deepest = 8;

    public static void Check(FlowParts parts, FlowGraph graph, ProblemList problems)
    {
        string[] names = [.. parts.All.Select(p => p.Name).OfType<string>()];
        HashSet<string> called = [.. parts.All.SelectMany(p => p.Steps).Select(s => s.Call).OfType<string>()];
        foreach (FlowPart part in parts.All)
        {
            foreach ((int i, FlowStep step) in part.Steps.Index())
                CheckStep(part, step, $"{part.At}/steps/{i}", names, graph, problems);
        }

        foreach (FlowPart part in parts.All.Where(p => p.Name is not null))
        {
            problems.Require(part.Steps.Count > 0, $"{part.At}/steps", "A sub-flow needs at least one step; it starts at the first.");
            problems.Require(called.Contains(part.Name!), part.At, $"No step calls the sub-flow '{part.Name}'. Call it with 'call', or leave it out.");
            if (Circle(parts, part, [part.Name!]) is { } circle)
                problems.Add(part.At, $"The sub-flow '{part.Name}' calls itself: {string.Join(" > ", circle)}. Lead back to a step of the caller instead.");
        }

        if (!names.Any(n => Circle(parts, parts.Find(n)!, [n]) is not null))
            problems.Require(Depth(parts, parts.All[0]) <= Deepest, "/flow/flows", $"Sub-flows call each other more than {Deepest} deep. Flatten them.");
    }

    private static void CheckStep(FlowPart part, FlowStep step, string at, string[] names, FlowGraph graph, ProblemList problems)
    {
        if (step.Return)
            problems.Require(part.Name is not null, $"{at}/return", "Only a step of a sub-flow returns; there is nobody to return to. Take 'return' away, or 'end' the call.");
        if (step.Call is not { } call)
            return;
        if (!names.Contains(call))
            problems.Add($"{at}/call", names.Length == 0 ? $"There is no sub-flow '{call}'. Write it under 'flows'." : $"There is no sub-flow '{call}'. There is: {string.Join(", ", names.Select(n => $"'{n}'"))}.");
        else if (step.Next is not null)
            problems.Require(graph.Gains(call) is not null, $"{at}/next", $"The sub-flow '{call}' never returns. Give one of its steps 'return': true, or take 'next' away.");
    }

    /// <summary>The way from a sub-flow back to itself.</summary>
    private static string[]? Circle(FlowParts parts, FlowPart part, string[] way)
    {
        foreach (string call in Calls(part))
        {
            if (call == way[0])
                return [.. way, call];
            if (!way.Contains(call) && parts.Find(call) is { } called && Circle(parts, called, [.. way, call]) is { } circle)
                return circle;
        }

        return null;
    }

    private static int Depth(FlowParts parts, FlowPart part) =>
        Calls(part).Select(parts.Find).OfType<FlowPart>().Select(called => 1 + Depth(parts, called)).DefaultIfEmpty().Max();

    private static IEnumerable<string> Calls(FlowPart part) => part.Steps.Select(s => s.Call).OfType<string>().Distinct();
}
