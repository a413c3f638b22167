using System.Globalization;
using Futwork.Realtime.Conversation.Tools;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Makes the mind that an agent's definition asks for.</summary>
internal static class Mind
{
    /// <exception cref="ArgumentException">A variable lacks its value, or a prompt lacks its model.</exception>
    public static IMind Of(ConversationSetup setup, AgentTexts texts)
    {
        AgentDefinition agent = setup.Agent;
        if (agent.Flow is { Steps.Count: > 0 })
            return new FlowMind(new FlowEngine(agent, texts, PersonClock.For(setup)), texts, agent, UsesModel(agent) ? Talk(setup, texts) : null, setup.OnOptOut);
        if (agent.Prompt is null)
            throw new ArgumentException("The agent has neither a prompt nor a flow with steps.", nameof(setup));
        return new PromptMind(agent, texts, Talk(setup, texts));
    }

    /// <summary>A model talks: that of a prompt alone, or of a flow's steps.</summary>
    public static bool UsesModel(AgentDefinition agent) => agent.Flow is not { Steps.Count: > 0 } flow || FlowParts.Of(flow).HasTalk;

    /// <summary>The model of the agent's prompt in this conversation.</summary>
    /// <exception cref="ArgumentException">The conversation was given no model.</exception>
    public static ModelTalk Talk(ConversationSetup setup, AgentTexts texts)
    {
        IChatClient model = setup.Model ?? throw new ArgumentException("The agent follows a prompt, but the conversation was given no model.", nameof(setup));
        var around = new ToolSurroundings(texts.Variables, PersonClock.For(setup), setup.Http, setup.OnOptOut, setup.Callbacks);
        return new ModelTalk(setup.Agent, texts, model, around, setup.Time);
    }

    /// <summary>The values of all variables an agent's texts may use.</summary>
    /// <exception cref="ArgumentException">A variable has neither a value nor a default.</exception>
    public static IReadOnlyDictionary<string, string> Variables(ConversationSetup setup)
    {
        if (AgentRules.MissingVariables(setup.Agent, setup.Variables) is { Count: > 0 } missing)
            throw new ArgumentException($"The agent needs a value for {string.Join(", ", missing)}, and they have no default.", nameof(setup));
        var clock = PersonClock.For(setup);
        DateTimeOffset now = clock.Now;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SystemVariables.Date] = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [SystemVariables.Time] = now.ToString("HH:mm", CultureInfo.InvariantCulture),
            [SystemVariables.TimeZone] = clock.Zone,
        };
        foreach (AgentVariable variable in setup.Agent.Variables.Where(v => v.Default is not null))
            values[variable.Name] = variable.Default!;
        foreach ((string name, string value) in setup.Variables)
            values[name] = value;
        return values;
    }
}
