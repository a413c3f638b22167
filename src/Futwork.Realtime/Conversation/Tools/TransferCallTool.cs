using System.Text.Json;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Hands the person over to one of the agent's targets.</summary>
internal sealed class TransferCallTool(ToolSettings settings) : Tool(
    settings, "Hands the person over to somebody else, who then talks with them instead of you. Say so in words first, in the same reply.", Schema(settings.Targets))
{
    private const string Target = "target";

    public override bool IsLast => true;

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        TransferTarget target = Settings.Targets.First(t => t.Name == arguments.Text(Target));
        return Task.FromResult(new ToolOutcome($"The person is being handed over to {target.Name}.") { Then = new Reply.Transfer(target.Number), GoesOn = false });
    }

    private static JsonElement Schema(IReadOnlyList<TransferTarget> targets)
    {
        string meanings = string.Join(" ", targets.Where(t => t.Description is not null).Select(t => $"{t.Name}: {t.Description}."));
        return ToolParameters.Object([(Target, ToolParameters.Text($"Whom to hand over to. {meanings}".Trim(), targets.Select(t => t.Name)))], [Target]);
    }
}
