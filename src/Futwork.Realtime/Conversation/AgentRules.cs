using Futwork.Realtime.Conversation.Rules;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>What an agent must be before it may talk to anybody. Checked when it is saved.</summary>
public static class AgentRules
{
    /// <summary>What is wrong with an agent: JSON pointers below its definition, and what would be right. Empty when all is well.</summary>
    /// <param name="agent">The definition as it would be saved.</param>
    /// <param name="ears">The registered speech-to-text engines.</param>
    /// <param name="mouths">The registered text-to-speech engines.</param>
    public static IReadOnlyList<SettingsProblem> Check(
        AgentDefinition agent, IReadOnlyCollection<ISpeechToText> ears, IReadOnlyCollection<ITextToSpeech> mouths)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(ears);
        ArgumentNullException.ThrowIfNull(mouths);
        var problems = new ProblemList();
        SpeechRules.Check(agent, ears, mouths, problems);
        TurnRules.Check(agent.Turns, agent.Language, problems);
        SoundRules.Check(agent.Sounds, problems);
        NameRules.Check(agent, problems);
        TextRules.Check(agent, problems);
        if (agent.Prompt is null && agent.Flow is null)
            problems.Add("", "An agent needs a mind: set 'prompt', or 'flow', or both when a step of the flow lets the model talk.");
        if (agent.Prompt is { } prompt)
            PromptRules.Check(prompt, problems);
        if (agent.Flow is not null)
            FlowRules.Check(agent, problems);
        ToolRules.Check(agent, problems);
        return problems.All;
    }

    /// <summary>The variables an agent declares without a default for which a lead brings no value.</summary>
    public static IReadOnlyList<string> MissingVariables(AgentDefinition agent, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(values);
        return [.. agent.Variables.Where(v => v.Default is null && !values.ContainsKey(v.Name)).Select(v => v.Name)];
    }
}
