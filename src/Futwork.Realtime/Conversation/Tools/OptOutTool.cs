using System.Text.Json;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Notes that the person wants never to be called again.</summary>
internal sealed class OptOutTool(ToolSettings settings, Action? optedOut) : Tool(
    settings, "Notes that the person asked not to be called again. Call it whenever they say so, even in anger; never to end a call that merely goes badly.", ToolParameters.None)
{
    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        optedOut?.Invoke();
        return Task.FromResult(
            new ToolOutcome("Noted: nobody will call them again. Confirm it, then end the call.") { Noting = record => record with { OptedOut = true } });
    }
}
