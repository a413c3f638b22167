using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>Checks values against a JSON schema (draft 2020-12) of the keywords in <see cref="JsonSchemaKeywords"/>.</summary>
internal static class JsonSchema
{
    private const int MostProblems = 8;

    /// <summary>What is wrong with a value, one sentence each, in words that a model can act on. Empty when it fits.</summary>
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "", problems);
        return [.. problems.Take(MostProblems)];
    }

    /// <summary>The pattern of a schema as it is run: bounded in time, whatever was written. To .NET, unlike schemas, a <c>$</c> also stands before a last line break: here that at the end is the end.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex Pattern(string pattern) =>
        new(pattern is [.., not '\\', '$'] ? $@"{pattern[..^1]}\z" : pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));

    private static void Check(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            Require(schema.ValueKind is not JsonValueKind.False, at, "is not allowed", problems);
            return;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !IsOf(type, value))
        {
            problems.Add($"{Named(at)} must be {Types(type)}.");
            return;
        }

        CheckChoice(schema, value, at, problems);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(schema, value, at, problems); break;
            case JsonValueKind.Array: CheckArray(schema, value, at, problems); break;
            case JsonValueKind.String: CheckText(schema, value.GetString()!, at, problems); break;
            case JsonValueKind.Number: CheckNumber(schema, value.GetDouble(), at, problems); break;
        }
    }

    private static void CheckChoice(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        if (schema.TryGetProperty("enum", out JsonElement values))
            Require(values.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)), at, $"must be one of {values.GetRawText()}", problems);
        if (schema.TryGetProperty("const", out JsonElement only))
            Require(JsonElement.DeepEquals(only, value), at, $"must be {only.GetRawText()}", problems);
        if (schema.TryGetProperty("anyOf", out JsonElement schemas))
            Require(schemas.EnumerateArray().Any(s => Problems(s, value).Count == 0), at, $"must fit one of {schemas.GetRawText()}", problems);
    }

    private static void CheckObject(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        JsonElement properties = schema.TryGetProperty("properties", out JsonElement known) ? known : default;
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string name in required.EnumerateArray().Select(r => r.GetString()!))
                Require(value.TryGetProperty(name, out _), Below(at, name), "is missing", problems);
        }

        bool hasRest = schema.TryGetProperty("additionalProperties", out JsonElement rest);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (properties.ValueKind is JsonValueKind.Object && properties.TryGetProperty(property.Name, out JsonElement own))
                Check(own, property.Value, Below(at, property.Name), problems);
            else if (hasRest)
                Check(rest, property.Value, Below(at, property.Name), problems);
        }
    }

    private static void CheckArray(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        int count = value.GetArrayLength();
        Require(!(Number(schema, "minItems") > count), at, $"must have {Number(schema, "minItems")} items or more", problems);
        Require(!(Number(schema, "maxItems") < count), at, $"must have {Number(schema, "maxItems")} items or fewer", problems);
        if (!schema.TryGetProperty("items", out JsonElement items))
            return;
        foreach ((int i, JsonElement item) in value.EnumerateArray().Index())
            Check(items, item, $"{at}[{i}]", problems);
    }

    private static void CheckText(JsonElement schema, string text, string at, List<string> problems)
    {
        int length = new StringInfo(text).LengthInTextElements;
        Require(!(Number(schema, "minLength") > length), at, $"must have {Number(schema, "minLength")} characters or more", problems);
        Require(!(Number(schema, "maxLength") < length), at, $"must have {Number(schema, "maxLength")} characters or fewer", problems);
        if (schema.TryGetProperty("pattern", out JsonElement pattern))
            Require(Matches(pattern.GetString()!, text), at, $"must match the pattern {pattern.GetString()}", problems);
        if (schema.TryGetProperty("format", out JsonElement format) && JsonSchemaKeywords.Formats.TryGetValue(format.GetString()!, out JsonFormat? form))
            Require(form.Fits(text), at, $"must be {form.Example}", problems);
    }

    private static void CheckNumber(JsonElement schema, double number, string at, List<string> problems)
    {
        Require(!(Number(schema, "minimum") > number), at, $"must be {Number(schema, "minimum")} or more", problems);
        Require(!(Number(schema, "maximum") < number), at, $"must be {Number(schema, "maximum")} or less", problems);
        Require(!(Number(schema, "exclusiveMinimum") >= number), at, $"must be more than {Number(schema, "exclusiveMinimum")}", problems);
        Require(!(Number(schema, "exclusiveMaximum") <= number), at, $"must be less than {Number(schema, "exclusiveMaximum")}", problems);
    }

    private static bool IsOf(JsonElement type, JsonElement value) => type.ValueKind is JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOf(t, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind is JsonValueKind.Object,
            "array" => value.ValueKind is JsonValueKind.Array,
            "string" => value.ValueKind is JsonValueKind.String,
            "number" => value.ValueKind is JsonValueKind.Number,
            "integer" => value.ValueKind is JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind is JsonValueKind.Null,
        };

    private static string Types(JsonElement type) =>
        type.ValueKind is JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(Types)) : $"of type {type.GetString()}";

    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Pattern(pattern).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static double? Number(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out JsonElement value) ? value.GetDouble() : null;

    private static void Require(bool right, string at, string otherwise, List<string> problems)
    {
        if (!right)
            problems.Add($"{Named(at)} {otherwise}.");
    }

    private static string Below(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    private static string Named(string at) => at.Length == 0 ? "The arguments" : $"'{at}'";
}
