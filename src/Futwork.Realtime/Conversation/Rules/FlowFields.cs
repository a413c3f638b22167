namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Which fields are certainly filled when a step is entered, whoever called its sub-flow.</summary>
internal sealed class FlowFields
{
    private readonly Dictionary<string, HashSet<string>> _knownAt = new(StringComparer.Ordinal);

    public FlowFields(FlowParts parts)
    {
        var graph = new FlowGraph(parts);
        Enter(parts.All[0], [], parts, graph, []);
    }

    /// <summary>By the pointer to the step; steps that cannot be reached are not in it.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> KnownAt => _knownAt;

    private void Enter(FlowPart part, HashSet<string> before, FlowParts parts, FlowGraph graph, string[] open)
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> filled = graph.FilledBefore(part);
        foreach ((int i, FlowStep step) in part.Steps.Index())
        {
            if (!filled.TryGetValue(step.Name, out IReadOnlySet<string>? inside))
                continue;
            string at = $"{part.At}/steps/{i}";
            HashSet<string> here = [.. before, .. inside];
            if (_knownAt.TryGetValue(at, out HashSet<string>? known))
                known.IntersectWith(here);
            else
                _knownAt[at] = [.. here];
            if (step.Call is { } call && !open.Contains(call) && parts.Find(call) is { } called)
                Enter(called, here, parts, graph, [.. open, call]);
        }
    }
}
