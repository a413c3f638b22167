using System.Text.Json;
using Futwork.Realtime.Conversation.Tools;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A JSON schema says only what is checked later, so that no wish of its writer is passed over in silence.</summary>
internal static class JsonSchemaRules
{
    private const int Deepest = 12;

    public static void Check(JsonElement schema, string at, ProblemList problems, int depth = 0)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return;
        if (depth > Deepest)
        {
            problems.Add(at, $"The schema is nested more than {Deepest} deep. Ask the model for less at once.");
            return;
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
            CheckKeyword(keyword, $"{at}/{JsonPointer.Escape(keyword.Name)}", problems, depth);
        CheckRequired(schema, $"{at}/required", problems);
    }

    private static void CheckKeyword(JsonProperty keyword, string at, ProblemList problems, int depth)
    {
        if (JsonSchemaKeywords.Telling.Contains(keyword.Name))
            return;
        if (JsonSchemaKeywords.Expected(keyword.Name) is not { } expected)
            problems.Add(at, $"The keyword '{keyword.Name}' is not understood. There is: {JsonSchemaKeywords.List}.");
        else if (!expected.Fits(keyword.Value))
            problems.Add(at, $"'{keyword.Name}' must be {expected.Expected}.");
        else
            CheckBelow(keyword, at, problems, depth + 1);
    }

    private static void CheckBelow(JsonProperty keyword, string at, ProblemList problems, int depth)
    {
        switch (keyword.Name)
        {
            case "properties":
                foreach (JsonProperty property in keyword.Value.EnumerateObject())
                {
                    string below = $"{at}/{JsonPointer.Escape(property.Name)}";
                    problems.Require(
                        property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False, below, "A property needs a schema, such as {\"type\": \"string\"}.");
                    Check(property.Value, below, problems, depth);
                }

                break;
            case "anyOf":
                foreach ((int i, JsonElement schema) in keyword.Value.EnumerateArray().Index())
                    Check(schema, $"{at}/{i}", problems, depth);
                break;
            case "items" or "additionalProperties":
                Check(keyword.Value, at, problems, depth);
                break;
        }
    }

    /// <summary>A required argument that is not described is a slip of the pen more often than a wish.</summary>
    private static void CheckRequired(JsonElement schema, string at, ProblemList problems)
    {
        if (!schema.TryGetProperty("required", out JsonElement required) || required.ValueKind is not JsonValueKind.Array)
            return;
        foreach ((int i, JsonElement name) in required.EnumerateArray().Index())
        {
            bool known = schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind is JsonValueKind.Object
                && name.ValueKind is JsonValueKind.String && properties.TryGetProperty(name.GetString()!, out _);
            problems.Require(known, $"{at}/{i}", $"{name.GetRawText()} is required, but is not among the properties.");
        }
    }
}
