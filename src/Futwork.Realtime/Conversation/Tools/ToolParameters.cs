using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Writes the JSON schemas of the built-in tools, and reads arguments.</summary>
internal static class ToolParameters
{
    public static readonly JsonElement None = Object([], []);

    /// <summary>An object with these properties.</summary>
    public static JsonElement Object(IEnumerable<(string Name, JsonObject Schema)> properties, IEnumerable<string> required) =>
        JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name, p.Schema))),
            ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]),
        });

    public static JsonObject Text(string description, IEnumerable<string>? values = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = description };
        if (values is not null)
            schema["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return schema;
    }

    /// <summary>An argument's text; null when it is missing or no text.</summary>
    public static string? Text(this JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
