namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Every text uses only variables that will have a value when it is spoken, so that none is ever spoken aloud.</summary>
internal static class TextRules
{
    public static void Check(AgentDefinition agent, ProblemList problems)
    {
        HashSet<string> known = [.. agent.Variables.Select(v => v.Name), .. SystemVariables.All];
        CheckText(agent.Prompt?.Instructions, "/prompt/instructions", known, problems);
        CheckText(agent.Prompt?.Greeting, "/prompt/greeting", known, problems);
        CheckText(agent.Turns.SilencePrompt, "/turns/silencePrompt", known, problems);
        CheckText(agent.Turns.SilenceGoodbye, "/turns/silenceGoodbye", known, problems);
        if (agent.Flow is { } flow)
            CheckFlow(FlowParts.Of(flow), known, problems);
    }

    private static void CheckFlow(FlowParts parts, HashSet<string> known, ProblemList problems)
    {
        IReadOnlyDictionary<string, HashSet<string>> filled = new FlowFields(parts).KnownAt;
        foreach (FlowPart part in parts.All)
        {
            foreach ((int i, FlowStep step) in part.Steps.Index())
            {
                string at = $"{part.At}/steps/{i}";
                HashSet<string> here = [.. known, .. filled.GetValueOrDefault(at) ?? []];
                CheckText(step.Say, $"{at}/say", here, problems);
                CheckText(step.Listen?.NoMatch, $"{at}/listen/noMatch", here, problems);
                CheckText(step.Listen?.Silence, $"{at}/listen/silence", here, problems);
                CheckText(step.Talk?.Instructions, $"{at}/talk/instructions", here, problems);
                CheckText(step.Talk?.Goal, $"{at}/talk/goal", here, problems);
                CheckText(step.Callback?.Note, $"{at}/callback/note", here, problems);
                CallbackRules.CheckField(step.Callback?.Field, $"{at}/callback/field", filled.GetValueOrDefault(at) ?? [], parts, problems);
            }
        }
    }

    public static void CheckText(string? text, string pointer, HashSet<string> known, ProblemList problems)
    {
        foreach (string malformed in Template.Malformed(text ?? ""))
            problems.Add(pointer, $"'{malformed}' would be spoken aloud; a variable is written like '{{{{customer_name}}}}'.");
        foreach (string name in Template.Variables(text ?? "").Where(n => !known.Contains(n)))
            problems.Add(pointer, $"The variable '{name}' is not declared, and no step on every way here fills it. Declare it under 'variables', or come here only by a branch on which it exists.");
    }
}
