using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>The tools a model is offered.</summary>
internal sealed class Toolbox(IReadOnlyList<Tool> tools)
{
    public static readonly Toolbox None = new([]);

    /// <summary>What the model is told of them.</summary>
    public IList<AITool> Declarations { get; } = [.. tools.Select(t => t.Declaration)];

    public IEnumerable<string> Names => tools.Select(t => t.Name);

    /// <summary>Those an agent has; to end the call, always, unless that was switched off.</summary>
    public static Toolbox For(AgentDefinition agent, ToolSurroundings around)
    {
        IEnumerable<ToolSettings> listed = agent.Tools.Any(t => t.Type is ToolTypes.EndCall)
            ? agent.Tools
            : [new ToolSettings { Type = ToolTypes.EndCall }, .. agent.Tools];
        return new Toolbox([.. listed.Where(t => t.Enabled).Select(t => Make(t with { Meanwhile = Filled(t.Meanwhile, around) }, agent, around))]);
    }

    public Tool? Find(string name) => tools.FirstOrDefault(t => t.Name == name);

    /// <summary>Only those by which a turn ends; all where there is none, since some servers want tools as soon as any was called.</summary>
    public Toolbox Last() => tools.Any(t => t.IsLast) ? new([.. tools.Where(t => t.IsLast)]) : this;

    /// <summary>Only those of these names; null keeps all.</summary>
    public Toolbox Only(IReadOnlyList<string>? names) => names is null ? this : new([.. tools.Where(t => names.Contains(t.Name))]);

    public Toolbox With(Tool tool) => new([.. tools, tool]);

    private static string? Filled(string? text, ToolSurroundings around) => text is null ? null : Template.Fill(text, around.Variables);

    private static Tool Make(ToolSettings tool, AgentDefinition agent, ToolSurroundings around) => tool.Type switch
    {
        ToolTypes.Http => new HttpTool(tool, around.Variables, around.Http),
        ToolTypes.TransferCall => new TransferCallTool(tool),
        ToolTypes.SendDtmf => new SendDtmfTool(tool),
        ToolTypes.ScheduleCallback => new ScheduleCallbackTool(tool, around.Clock, around.Callbacks),
        ToolTypes.OptOut => new OptOutTool(tool, around.OptedOut),
        ToolTypes.EndCall => new EndCallTool(tool, agent.Dispositions),
        _ => throw new ArgumentException($"There is no tool of type '{tool.Type}'.", nameof(tool)),
    };
}

/// <summary>What tools know of the call.</summary>
/// <param name="Variables">The values of the agent's variables.</param>
/// <param name="Clock">The person's clock.</param>
/// <param name="Http">The way to servers; null when there is none.</param>
/// <param name="OptedOut">Told that the person asked never to be called again; null tells nobody.</param>
/// <param name="Callbacks">When the person may be called back; null: at any time.</param>
internal sealed record ToolSurroundings(
    IReadOnlyDictionary<string, string> Variables, PersonClock Clock, HttpMessageInvoker? Http, Action? OptedOut = null, CallbackHours? Callbacks = null);
