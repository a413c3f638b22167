using System.Globalization;
using System.Text.Json;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>A form that a text may have to have.</summary>
/// <param name="Fits">It has it.</param>
/// <param name="Example">What to write instead.</param>
internal sealed record JsonFormat(Func<string, bool> Fits, string Example);

/// <summary>The keywords of JSON schema that are understood, with what each may hold.</summary>
internal static class JsonSchemaKeywords
{
    public static readonly IReadOnlyList<string> Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    public static readonly IReadOnlyDictionary<string, JsonFormat> Formats = new Dictionary<string, JsonFormat>(StringComparer.Ordinal)
    {
        ["date"] = new(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _), "a date such as 2026-11-24"),
        ["time"] = new(text => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _), "a time of day such as 15:30"),
        ["date-time"] = new(text => text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _), "a date and time such as 2026-11-24T15:30:00Z"),
        ["email"] = new(text => text.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.Contains('.'), "an e-mail address such as asha@example.com"),
    };

    /// <summary>Those that only tell, and are handed to the model as they stand.</summary>
    public static readonly IReadOnlySet<string> Telling =
        new HashSet<string>(StringComparer.Ordinal) { "title", "description", "default", "examples", "deprecated", "$schema", "$comment" };

    /// <summary>What a keyword must hold; null when it is not understood.</summary>
    public static (Func<JsonElement, bool> Fits, string Expected)? Expected(string keyword) => keyword switch
    {
        "type" => (IsType, $"one of {string.Join(", ", Types)}, or a list of them"),
        "properties" => (v => v.ValueKind is JsonValueKind.Object, "an object: a schema for each name"),
        "required" => (v => v.ValueKind is JsonValueKind.Array && v.EnumerateArray().All(IsText), "a list of names"),
        "additionalProperties" or "items" => (IsSchema, "a schema"),
        "anyOf" => (v => v.ValueKind is JsonValueKind.Array && v.GetArrayLength() > 0 && v.EnumerateArray().All(IsSchema), "a list of schemas"),
        "enum" => (v => v.ValueKind is JsonValueKind.Array && v.GetArrayLength() > 0, "a list of values"),
        "const" => (_ => true, "a value"),
        "minLength" or "maxLength" or "minItems" or "maxItems" => (v => v.ValueKind is JsonValueKind.Number && v.TryGetInt32(out int n) && n >= 0, "a whole number from 0"),
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" => (v => v.ValueKind is JsonValueKind.Number, "a number"),
        "pattern" => (IsPattern, "a regular expression"),
        "format" => (v => IsText(v) && Formats.ContainsKey(v.GetString()!), $"one of {string.Join(", ", Formats.Keys)}"),
        _ => null,
    };

    /// <summary>All that are checked.</summary>
    public static string List =>
        "type, properties, required, additionalProperties, items, anyOf, enum, const, minLength, maxLength, minItems, maxItems, minimum, maximum, exclusiveMinimum, "
        + "exclusiveMaximum, pattern, format";

    private static bool IsType(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? value.GetArrayLength() > 0 && value.EnumerateArray().All(t => IsText(t) && IsType(t))
        : IsText(value) && Types.Contains(value.GetString());

    private static bool IsSchema(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;

    private static bool IsText(JsonElement value) => value.ValueKind is JsonValueKind.String;

    private static bool IsPattern(JsonElement value)
    {
        try
        {
            return IsText(value) && JsonSchema.Pattern(value.GetString()!) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
