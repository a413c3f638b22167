namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Who asks never to be called again is led to a step that notes it, and nobody else is without having said anything.</summary>
internal static class OptOutRules
{
    public static void Check(FlowParts parts, FlowGraph graph, ProblemList problems)
    {
        FlowPart flow = parts.All[0];
        if (parts.OptOutGoTo is { } goTo)
            CheckGoTo(flow, goTo, graph, problems);
        IReadOnlySet<FlowStep> unasked = graph.From(flow.Steps[0], isSilent: true);
        foreach (FlowPart part in parts.All)
        {
            foreach ((int i, FlowStep step) in part.Steps.Index())
            {
                string at = $"{part.At}/steps/{i}";
                if (step.OptOut && unasked.Contains(step))
                    problems.Add($"{at}/optOut", $"'{step.Name}' is reached before anybody has said a word, so that nobody would ever be called again. Let a step before it listen.");
                if (NotesSilence(part, step.Listen?.SilenceGoTo))
                    problems.Add($"{at}/listen/silenceGoTo", "It leads to a step with 'optOut': who says nothing has not asked never to be called again. Lead to another step.");
            }
        }
    }

    private static void CheckGoTo(FlowPart flow, string goTo, FlowGraph graph, ProblemList problems)
    {
        const string At = "/flow/optOutGoTo";
        if (flow.Find(goTo) is not { } step)
            problems.Add(At, $"There is no step '{goTo}'. There is: {flow.Names}.");
        else if (!graph.From(step, isSilent: false).Any(s => s.OptOut))
            problems.Add(At, $"Neither '{goTo}' nor a step that it leads to notes that the person wants never to be called again. Give one of them 'optOut': true.");
    }

    /// <summary>By itself a step leads to one that notes an opt-out. A branch may know of what was said before.</summary>
    private static bool NotesSilence(FlowPart part, string? name)
    {
        var passed = new HashSet<string>(StringComparer.Ordinal);
        while (name is not null && part.Find(name) is { } step && passed.Add(name))
        {
            if (step.OptOut)
                return true;
            name = step.Listen is null && step.Talk is null && step.Call is null ? step.Next : null;
        }

        return false;
    }
}
