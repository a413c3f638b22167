using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>What the names in a tool's templates stand for: the agent's variables, then the model's arguments.</summary>
internal sealed class ToolValues(IReadOnlyDictionary<string, string> variables, JsonElement arguments)
{
    public JsonElement Arguments => arguments;

    /// <summary>A text with the values in; a name that the model gave no value for is nothing.</summary>
    public string Fill(string text, Func<string, string>? encode = null) => Template.Replace(text, name => Text(name) is { } value ? encode?.Invoke(value) ?? value : "");

    /// <summary>A JSON template with the values in. What consists of one name only becomes that value, or goes when there is none.</summary>
    public JsonNode? Fill(JsonElement template)
    {
        switch (template.ValueKind)
        {
            case JsonValueKind.Object:
                return new JsonObject(template.EnumerateObject().Where(p => !IsMissing(p.Value)).Select(p => KeyValuePair.Create(p.Name, Fill(p.Value))));
            case JsonValueKind.Array:
                return new JsonArray([.. template.EnumerateArray().Where(i => !IsMissing(i)).Select(Fill)]);
            case JsonValueKind.String when Only(template) is { } name:
                return !variables.ContainsKey(name) && arguments.TryGetProperty(name, out JsonElement value) ? Node(value) : JsonValue.Create(Text(name));
            case JsonValueKind.String:
                return JsonValue.Create(Fill(template.GetString()!));
            default:
                return Node(template);
        }
    }

    private bool IsMissing(JsonElement template) => template.ValueKind is JsonValueKind.String && Only(template) is { } name && Text(name) is null;

    private string? Text(string name)
    {
        if (variables.TryGetValue(name, out string? variable))
            return variable;
        if (!arguments.TryGetProperty(name, out JsonElement value) || value.ValueKind is JsonValueKind.Null)
            return null;
        return value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    private static string? Only(JsonElement template)
    {
        string text = template.GetString()!;
        return Template.Variables(text) is [var name] && Template.Replace(text, _ => "").Length == 0 ? name : null;
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
