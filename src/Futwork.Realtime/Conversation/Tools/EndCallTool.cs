using System.Text.Json;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>The tool by which a model hangs up.</summary>
internal sealed class EndCallTool(ToolSettings settings, IReadOnlyList<Disposition> dispositions) : Tool(
    settings, "Ends the phone call. Say goodbye in words first, in the same reply; then call this.", Schema(dispositions))
{
    /// <summary>A label that is not on the list is none, rather than a reason not to hang up.</summary>
    public override JsonElement Checked => ToolParameters.None;

    public override bool IsLast => true;

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken) => Task.FromResult(
        new ToolOutcome("The call ends.") { Then = new Reply.End(ConversationEnd.ModelEnded, Disposition(arguments)), GoesOn = false });

    /// <summary>The disposition the model named, if it is one of the agent's.</summary>
    private string? Disposition(JsonElement arguments)
    {
        string? named = arguments.Text("disposition");
        return dispositions.FirstOrDefault(d => string.Equals(d.Name, named, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    private static JsonElement Schema(IReadOnlyList<Disposition> dispositions)
    {
        if (dispositions.Count == 0)
            return ToolParameters.None;
        string meanings = string.Join(" ", dispositions.Where(d => d.Description is not null).Select(d => $"{d.Name}: {d.Description}."));
        return ToolParameters.Object([("disposition", ToolParameters.Text($"How the call went. {meanings}".Trim(), dispositions.Select(d => d.Name)))], []);
    }
}
