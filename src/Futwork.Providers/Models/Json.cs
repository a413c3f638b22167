using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Futwork.Realtime.Engines;

namespace Futwork.Providers.Models;

/// <summary>Reads JSON that may lack anything.</summary>
internal static partial class Json
{
    /// <summary>Reads what a server sent, <see cref="Cleaned"/>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(string json) => JsonDocument.Parse(Cleaned(json));

    /// <summary>JSON whose texts have U+FFFD for half a surrogate pair, as of an emoji that was cut in two, and for NUL: neither could be written once more, or kept.</summary>
    public static string Cleaned(string json) =>
        json.Contains("\\u", StringComparison.Ordinal) ? Escape().Replace(json, escape => escape.Groups["bad"].Success ? "\\ufffd" : escape.Value) : json;

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

    /// <summary>A whole number; null when there is none.</summary>
    public static long? Number(JsonElement element, string property) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(property, out JsonElement value)
        && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;

    /// <summary>The data of an event of a stream.</summary>
    /// <exception cref="ModelException">It is no JSON.</exception>
    public static JsonDocument Event(string data)
    {
        try
        {
            return Parse(data);
        }
        catch (JsonException e)
        {
            throw new ModelException("The model's server sent an event that is no JSON. Are the base URL and the provider right?", inner: e);
        }
    }

    /// <summary>A copy that can be changed.</summary>
    public static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());

    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<bad>u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000))|.)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Escape();
}
