namespace Futwork.Realtime.Conversation.Minds;

/// <summary>The texts of one agent for one person: variables filled, with what every mind says alike.</summary>
internal sealed class AgentTexts(AgentDefinition agent, IReadOnlyDictionary<string, string> variables)
{
    /// <summary>The values of the agent's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables;

    public Phrases Phrases { get; } = Phrases.In(agent.Language);

    /// <summary>Fills a text; fields win over variables of the same name.</summary>
    public string Fill(string text, IEnumerable<KeyValuePair<string, string>>? fields = null)
    {
        var values = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        foreach ((string name, string value) in fields ?? [])
            values[name] = value;
        return Template.Fill(text, values);
    }

    /// <summary>Fills a text that is not the agent's own; null when a variable has no value.</summary>
    public string? TryFill(string? text) => text is not null && Template.Variables(text).All(variables.ContainsKey) ? Template.Fill(text, variables) : null;

    /// <summary>Asks again after a silence, or says goodbye after too many.</summary>
    public IReadOnlyList<Reply> OnSilence(int silences, string? prompt = null, IReadOnlyList<KeyValuePair<string, string>>? fields = null) =>
        silences <= agent.Turns.SilencePrompts
            ? [Say(prompt ?? agent.Turns.SilencePrompt ?? Phrases.StillThere, fields)]
            : [Say(agent.Turns.SilenceGoodbye ?? Phrases.Goodbye, fields), new Reply.End(ConversationEnd.Silence, null)];

    /// <summary>A text to say, filled, interruptible as the agent is.</summary>
    public Reply Say(string text, IEnumerable<KeyValuePair<string, string>>? fields = null) =>
        new Reply.Say(Fill(text, fields), agent.Turns.Interruptible) { IsFixed = true };
}
