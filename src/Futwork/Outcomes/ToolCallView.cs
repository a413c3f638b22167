using System.Text.Json.Nodes;

namespace Futwork.Outcomes;

/// <summary>A call of a tool, as the record of a call keeps it.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">What the model gave it; as text where that was no JSON.</param>
/// <param name="Result">What it gave back, as the model saw it.</param>
/// <param name="Succeeded">It did; else the result says why not.</param>
/// <param name="AtMs">When it began, in milliseconds since the answer.</param>
/// <param name="DurationMs">How long it ran, in milliseconds.</param>
internal sealed record ToolCallView(string Name, JsonNode? Arguments, string Result, bool Succeeded, long AtMs, long DurationMs)
{
    public static ToolCallView Of(Realtime.Conversation.ToolCallRecord call) => new(
        call.Name, Parsed(call.Arguments), call.Result, call.Succeeded, (long)call.Start.TotalMilliseconds, (long)call.Duration.TotalMilliseconds);

    private static JsonNode? Parsed(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(arguments);
        }
    }
}
