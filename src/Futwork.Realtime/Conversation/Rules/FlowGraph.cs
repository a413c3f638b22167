namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A way from one step to another, with the field that is filled on it.</summary>
internal readonly record struct FlowEdge(string From, string To, string Pointer, string? Fills = null);

/// <summary>The ways through a flow.</summary>
internal static class FlowGraph
{
    /// <summary>All ways that a flow names, whether their target exists or not.</summary>
    public static IEnumerable<FlowEdge> Edges(Flow flow) => flow.Steps.Index().SelectMany(s => Edges(s.Item, $"/flow/steps/{s.Index}"));

    /// <summary>For each step that can be reached: the fields that are filled on every way to it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> FilledBefore(Flow flow)
    {
        var filled = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        if (flow.Steps.Count == 0)
            return filled;
        ILookup<string, FlowEdge> edges = Edges(flow).ToLookup(e => e.From);
        filled[flow.Steps[0].Name] = new HashSet<string>();
        var open = new Queue<string>([flow.Steps[0].Name]);
        while (open.TryDequeue(out string? step))
        {
            foreach (FlowEdge edge in edges[step])
            {
                HashSet<string> after = [.. filled[step], .. edge.Fills is { } field ? [field] : Array.Empty<string>()];
                if (filled.TryGetValue(edge.To, out IReadOnlySet<string>? known) && known.IsSubsetOf(after))
                    continue;
                filled[edge.To] = known is null ? after : new HashSet<string>(known.Intersect(after));
                open.Enqueue(edge.To);
            }
        }

        return filled;
    }

    private static IEnumerable<FlowEdge> Edges(FlowStep step, string at)
    {
        if (step.End is not null)
            yield break;
        if (step.Listen is not { } listen)
        {
            if (step.Next is { } next)
                yield return new FlowEdge(step.Name, next, $"{at}/next");
            yield break;
        }

        foreach ((int i, FlowChoice choice) in listen.Choices.Index())
            yield return new FlowEdge(step.Name, choice.GoTo, $"{at}/listen/choices/{i}/goTo");
        if (listen.Slot is { } slot && (slot.GoTo ?? step.Next) is { } slotTarget)
            yield return new FlowEdge(step.Name, slotTarget, slot.GoTo is null ? $"{at}/next" : $"{at}/listen/slot/goTo", slot.Field);
        (string? Target, string Property)[] others =
            [(listen.Yes, "yes"), (listen.No, "no"), (listen.GiveUp, "giveUp"), (listen.SilenceGoTo, "silenceGoTo")];
        foreach ((string? target, string property) in others)
        {
            if (target is not null)
                yield return new FlowEdge(step.Name, target, $"{at}/listen/{property}");
        }
    }
}
