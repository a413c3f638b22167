namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A flow leads somewhere: every step can be reached, every target exists, and every way ends.</summary>
internal static class FlowRules
{
    public static void Check(Flow flow, ProblemList problems)
    {
        if (flow.Steps.Count == 0)
        {
            problems.Add("/flow/steps", "A flow needs at least one step; it starts at the first.");
            return;
        }

        problems.Unique(flow.Steps.Select(s => s.Name), i => $"/flow/steps/{i}/name", "steps");
        HashSet<string> names = [.. flow.Steps.Select(s => s.Name)];
        foreach (FlowEdge edge in FlowGraph.Edges(flow).DistinctBy(e => e.Pointer))
            problems.Require(names.Contains(edge.To), edge.Pointer, $"There is no step '{edge.To}'. There is: {string.Join(", ", names.Select(n => $"'{n}'"))}.");
        CheckReach(flow, problems);
        foreach ((int i, FlowStep step) in flow.Steps.Index())
            StepRules.Check(step, $"/flow/steps/{i}", problems);
    }

    private static void CheckReach(Flow flow, ProblemList problems)
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> reached = FlowGraph.FilledBefore(flow);
        ILookup<string, FlowEdge> edges = FlowGraph.Edges(flow).ToLookup(e => e.From);
        foreach ((int i, FlowStep step) in flow.Steps.Index())
        {
            problems.Require(reached.ContainsKey(step.Name), $"/flow/steps/{i}", $"No step leads to '{step.Name}'. Lead there, or leave it out.");
            problems.Require(!IsEndless(step, flow), $"/flow/steps/{i}/next", $"From '{step.Name}' the agent talks in a circle without ever listening. Let one of its steps listen or end.");
        }

        problems.Require(
            flow.Steps.Any(s => s.End is not null && reached.ContainsKey(s.Name)) || edges.Count == 0,
            "/flow/steps",
            "No step ends the call. Give at least one an 'end' with a disposition.");
    }

    /// <summary>Following steps that only speak leads back to the first of them.</summary>
    private static bool IsEndless(FlowStep first, Flow flow)
    {
        FlowStep? step = first;
        for (int walked = 0; step is { Listen: null, End: null, Next: { } next }; walked++)
        {
            step = flow.Steps.FirstOrDefault(s => s.Name == next);
            if (step == first || walked > flow.Steps.Count)
                return step == first;
        }

        return false;
    }
}
