using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Presses keys, as a menu on the far end asks for.</summary>
internal sealed class SendDtmfTool(ToolSettings settings) : Tool(
    settings, "Presses keys of the phone, when a menu asks for them. Then wait for what it says next.", Schema(settings.Keys))
{
    private const string Keys = "keys";

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        string keys = arguments.Text(Keys)!;
        return Task.FromResult(new ToolOutcome($"The keys {keys} are being pressed.") { Then = new Reply.SendKeys(keys), GoesOn = false });
    }

    private static JsonElement Schema(string allowed) => ToolParameters.Object(
        [(Keys, new JsonObject { ["type"] = "string", ["description"] = $"The keys, in order, any of {allowed}.", ["pattern"] = $"^[{allowed}]{{1,32}}$" })], [Keys]);
}
