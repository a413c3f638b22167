namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A way from one step to another, with the fields that are certainly filled on it.</summary>
internal readonly record struct FlowEdge(string From, string To, string Pointer, IReadOnlyList<string> Fills);

/// <summary>The ways through a flow and its sub-flows.</summary>
internal sealed class FlowGraph
{
    private readonly FlowParts _parts;
    private readonly Dictionary<string, IReadOnlySet<string>?> _gains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _silent = new(StringComparer.Ordinal);

    public FlowGraph(FlowParts parts) => _parts = parts;

    /// <summary>All ways that a part names, whether their target exists or not.</summary>
    public IEnumerable<FlowEdge> Edges(FlowPart part) => part.Steps.Index().SelectMany(s => Edges(s.Item, $"{part.At}/steps/{s.Index}"));

    /// <summary>For each step of a part that can be reached: the fields that are filled on every way to it, besides those filled before the part.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> FilledBefore(FlowPart part)
    {
        var filled = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        if (part.Steps.Count == 0)
            return filled;
        ILookup<string, FlowEdge> edges = Edges(part).ToLookup(e => e.From);
        // Whoever asks never to be called again may come there from any step.
        string[] entries = part.Name is null && _parts.OptOutGoTo is { } optOut ? [part.Steps[0].Name, optOut] : [part.Steps[0].Name];
        foreach (string entry in entries)
            filled[entry] = new HashSet<string>();
        var open = new Queue<string>(entries);
        while (open.TryDequeue(out string? step))
        {
            foreach (FlowEdge edge in edges[step])
            {
                HashSet<string> after = [.. filled[step], .. edge.Fills];
                if (filled.TryGetValue(edge.To, out IReadOnlySet<string>? known) && known.IsSubsetOf(after))
                    continue;
                filled[edge.To] = known is null ? after : new HashSet<string>(known.Intersect(after));
                open.Enqueue(edge.To);
            }
        }

        return filled;
    }

    /// <summary>The fields that a sub-flow has filled whenever it returns; null when it never does.</summary>
    public IReadOnlySet<string>? Gains(string subFlow)
    {
        if (_gains.TryGetValue(subFlow, out IReadOnlySet<string>? known))
            return known;
        _gains[subFlow] = new HashSet<string>();
        if (_parts.Find(subFlow) is not { } part)
            return _gains[subFlow];
        IReadOnlyDictionary<string, IReadOnlySet<string>> filled = FilledBefore(part);
        HashSet<string>? gains = null;
        foreach (FlowStep step in part.Steps.Where(s => s.Return && filled.ContainsKey(s.Name)))
            gains = gains is null ? [.. filled[step.Name]] : [.. gains.Intersect(filled[step.Name])];
        return _gains[subFlow] = gains;
    }

    /// <summary>A way leads from the beginning of the sub-flow to its return on which nobody is listened to.</summary>
    public bool PassesSilently(string subFlow)
    {
        if (_silent.TryGetValue(subFlow, out bool known))
            return known;
        _silent[subFlow] = false;
        return _silent[subFlow] = _parts.Find(subFlow) is { Steps.Count: > 0 } part && SilentlyAfter(part, part.Steps[0]).Append(part.Steps[0]).Any(s => s.Return);
    }

    /// <summary>The steps that can follow one before anybody is listened to.</summary>
    public IReadOnlySet<FlowStep> SilentlyAfter(FlowPart part, FlowStep first) => After(part, first, isSilent: true);

    /// <summary>A step of the flow and all that can follow it, also in the sub-flows that are called on the way.</summary>
    /// <param name="first">The step.</param>
    /// <param name="isSilent">Only those that can follow before anybody is listened to.</param>
    public IReadOnlySet<FlowStep> From(FlowStep first, bool isSilent)
    {
        var found = new HashSet<FlowStep>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(FlowPart Part, FlowStep First)>([(_parts.All[0], first)]);
        while (open.TryPop(out (FlowPart Part, FlowStep First) entry))
        {
            foreach (FlowStep step in After(entry.Part, entry.First, isSilent).Prepend(entry.First))
            {
                if (found.Add(step) && step.Call is { } call && _parts.Find(call) is { Steps.Count: > 0 } called)
                    open.Push((called, called.Steps[0]));
            }
        }

        return found;
    }

    private HashSet<FlowStep> After(FlowPart part, FlowStep first, bool isSilent)
    {
        ILookup<string, FlowEdge> edges = Edges(part).ToLookup(e => e.From);
        var found = new HashSet<FlowStep>(ReferenceEqualityComparer.Instance);
        var open = new Stack<FlowStep>([first]);
        while (open.TryPop(out FlowStep? step))
        {
            foreach (string to in isSilent && Listens(step) ? PassedOver(step) : edges[step.Name].Select(e => e.To))
            {
                if (part.Find(to) is { } next && found.Add(next))
                    open.Push(next);
            }
        }

        return found;
    }

    private bool Listens(FlowStep step) => step.Listen is not null || step.Talk is not null || (step.Call is { } call && !PassesSilently(call));

    /// <summary>The way past a step that listens: for somebody who cannot be called back.</summary>
    private static string[] PassedOver(FlowStep step) => step.Callback?.GiveUp is { } giveUp ? [giveUp] : [];

    private IEnumerable<FlowEdge> Edges(FlowStep step, string at) => step.Callback?.GiveUp is { } giveUp
        ? Ways(step, at).Prepend(new FlowEdge(step.Name, giveUp, $"{at}/callback/giveUp", []))
        : Ways(step, at);

    private IEnumerable<FlowEdge> Ways(FlowStep step, string at)
    {
        if (step.End is not null || step.Return)
            return [];
        if (step.Listen is { } listen)
            return ListenEdges(step, listen, at);
        if (step.Talk is { } talk)
            return TalkEdges(step, talk, at);
        if (step.Call is not { } call)
            return WayOn(step, at, []);
        return Gains(call) is { } gains ? WayOn(step, at, [.. gains]) : [];
    }

    private static IEnumerable<FlowEdge> ListenEdges(FlowStep step, FlowListen listen, string at)
    {
        foreach ((int i, FlowChoice choice) in listen.Choices.Index())
            yield return new FlowEdge(step.Name, choice.GoTo, $"{at}/listen/choices/{i}/goTo", []);
        if (listen.Slot is { GoTo: { } goTo } slot)
            yield return new FlowEdge(step.Name, goTo, $"{at}/listen/slot/goTo", [slot.Field]);
        else if (listen.Slot is { } kept)
        {
            foreach (FlowEdge edge in WayOn(step, at, [kept.Field]))
                yield return edge;
        }

        (string? Target, string Property)[] others =
            [(listen.Yes, "yes"), (listen.No, "no"), (listen.GiveUp, "giveUp"), (listen.SilenceGoTo, "silenceGoTo")];
        foreach ((string? target, string property) in others)
        {
            if (target is not null)
                yield return new FlowEdge(step.Name, target, $"{at}/listen/{property}", []);
        }
    }

    private static IEnumerable<FlowEdge> TalkEdges(FlowStep step, FlowTalk talk, string at)
    {
        if (talk.GiveUp is { } giveUp)
            yield return new FlowEdge(step.Name, giveUp, $"{at}/talk/giveUp", []);
        if (talk.Next is { } next)
        {
            yield return new FlowEdge(step.Name, next, $"{at}/talk/next", []);
            yield break;
        }

        foreach (FlowEdge edge in WayOn(step, at, []))
            yield return edge;
    }

    /// <summary>The branches, then the next step. A branch is taken only when its condition holds, so the fields that it needs are there.</summary>
    private static IEnumerable<FlowEdge> WayOn(FlowStep step, string at, IReadOnlyList<string> fills)
    {
        foreach ((int i, FlowBranch branch) in step.Branches.Index())
            yield return new FlowEdge(step.Name, branch.GoTo, $"{at}/branches/{i}/goTo", [.. fills, .. Needs(branch.If)]);
        if (step.Next is { } next)
            yield return new FlowEdge(step.Name, next, $"{at}/next", fills);
    }

    /// <summary>The fields that are there whenever a condition holds.</summary>
    private static IEnumerable<string> Needs(FlowCondition condition) => condition switch
    {
        { All: { } all } => all.SelectMany(Needs),
        { Any: { Count: > 0 } any } => any.Select(Needs).Aggregate((both, other) => both.Intersect(other)),
        { Field: { } field, Op: not "missing" and not "not" } => [field],
        _ => [],
    };
}
