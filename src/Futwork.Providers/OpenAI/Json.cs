using System.Text.Json;

namespace Futwork.Providers.OpenAI;

/// <summary>Reads JSON that may lack anything.</summary>
internal static class Json
{
    /// <summary>A property's text; null when it is missing, null or empty, or no text.</summary>
    public static string? Text(JsonElement element, string property) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(property, out JsonElement value)
        && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A property that is an object or an array with something in it.</summary>
    public static JsonElement? Child(JsonElement element, string property) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(property, out JsonElement value)
        && (value.ValueKind is JsonValueKind.Object || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 0))
            ? value
            : null;
}
