namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Every text uses only variables that will have a value when it is spoken, so that none is ever spoken aloud.</summary>
internal static class TextRules
{
    private const string BySteps = "come here only by steps that fill it, or by a branch on which it exists";

    public static void Check(AgentDefinition agent, ProblemList problems)
    {
        HashSet<string> known = agent.KnownVariables();
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
                CheckText(step.Say, $"{at}/say", here, problems, BySteps);
                CheckText(step.Listen?.NoMatch, $"{at}/listen/noMatch", here, problems, BySteps);
                CheckText(step.Listen?.Silence, $"{at}/listen/silence", here, problems, BySteps);
                CheckText(step.Talk?.Instructions, $"{at}/talk/instructions", here, problems, BySteps);
                CheckText(step.Talk?.Goal, $"{at}/talk/goal", here, problems, BySteps);
                CheckText(step.Callback?.Note, $"{at}/callback/note", here, problems, BySteps);
                CallbackRules.CheckField(step.Callback?.Field, $"{at}/callback/field", filled.GetValueOrDefault(at) ?? [], parts, problems);
            }
        }
    }

    /// <param name="text">What is said or sent.</param>
    /// <param name="pointer">JSON pointer to it.</param>
    /// <param name="known">What has a value there.</param>
    /// <param name="problems">What is wrong.</param>
    /// <param name="otherwise">How else than by declaring it a variable gets a value there; null where it does not.</param>
    public static void CheckText(string? text, string pointer, HashSet<string> known, ProblemList problems, string? otherwise = null)
    {
        foreach (string malformed in Template.Malformed(text ?? ""))
            problems.Add(pointer, $"'{malformed}' is no variable; one is written like '{{{{customer_name}}}}'.");
        foreach (string name in Template.Variables(text ?? "").Where(n => !known.Contains(n)))
            problems.Add(pointer, $"The variable '{name}' has no value here. Declare it under 'variables'{(otherwise is null ? "" : $", or {otherwise}")}.");
    }
}
