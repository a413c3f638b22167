namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A flow leads somewhere: every step can be reached, every target exists, and every way ends.</summary>
internal static class FlowRules
{
    public static void Check(AgentDefinition agent, ProblemList problems)
    {
        Flow flow = agent.Flow!;
        if (flow.Steps.Count == 0)
        {
            problems.Add("/flow/steps", "A flow needs at least one step; it starts at the first.");
            return;
        }

        var parts = FlowParts.Of(flow);
        var graph = new FlowGraph(parts);
        var steps = new StepRules(agent, parts, graph, problems);
        SubFlowRules.Check(parts, graph, problems);
        foreach (FlowPart part in parts.All)
        {
            CheckTargets(part, graph, problems);
            CheckReach(part, graph, problems);
            foreach ((int i, FlowStep step) in part.Steps.Index())
                steps.Check(part, step, $"{part.At}/steps/{i}");
        }

        OptOutRules.Check(parts, graph, problems);
        CheckEnds(parts, graph, problems);
    }

    private static void CheckTargets(FlowPart part, FlowGraph graph, ProblemList problems)
    {
        problems.Unique(part.Steps.Select(s => s.Name), i => $"{part.At}/steps/{i}/name", "steps");
        HashSet<string> names = [.. part.Steps.Select(s => s.Name)];
        foreach (FlowEdge edge in graph.Edges(part).DistinctBy(e => e.Pointer))
            problems.Require(names.Contains(edge.To), edge.Pointer, $"There is no step '{edge.To}'{In(part)}. There is: {part.Names}.");
    }

    private static void CheckReach(FlowPart part, FlowGraph graph, ProblemList problems)
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> reached = graph.FilledBefore(part);
        foreach ((int i, FlowStep step) in part.Steps.Index())
        {
            problems.Require(reached.ContainsKey(step.Name), $"{part.At}/steps/{i}", $"No step leads to '{step.Name}'. Lead there, or leave it out.");
            problems.Require(
                !graph.SilentlyAfter(part, step).Contains(step), $"{part.At}/steps/{i}/next", $"From '{step.Name}' the agent talks in a circle without ever listening. Let one of its steps listen or end.");
        }
    }

    private static void CheckEnds(FlowParts parts, FlowGraph graph, ProblemList problems)
    {
        bool ends = parts.All.Any(p => graph.FilledBefore(p) is var reached && p.Steps.Any(s => s.End is not null && reached.ContainsKey(s.Name)));
        problems.Require(ends || !parts.All.Any(p => graph.Edges(p).Any()), "/flow/steps", "No step ends the call. Give at least one an 'end' with a disposition.");
    }

    private static string In(FlowPart part) => part.Name is { } name ? $" in the sub-flow '{name}'" : "";
}
