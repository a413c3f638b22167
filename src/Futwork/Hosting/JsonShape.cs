using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Futwork.Hosting;

/// <summary>
/// Checks a document against the record it is to become, by the serializer's own contract: unknown names, missing and null values, wrong types.
/// All that is wrong is found at once, each with its pointer, up to what a <see cref="Problem"/> tells.
/// </summary>
internal static class JsonShape
{
    /// <summary>The record, or everything that is wrong with the document.</summary>
    public static Checked<T> Bind<T>(JsonElement document)
        where T : class
    {
        var errors = new List<FieldError>();
        Check(document, ApiJson.Options.GetTypeInfo(typeof(T)), "", errors);
        return errors.Count > 0
            ? Problem.Invalid(errors)
            : document.Deserialize<T>(ApiJson.Options)!;
    }

    private static void Check(JsonElement value, JsonTypeInfo type, string pointer, List<FieldError> errors)
    {
        if (errors.Count > Problem.MostErrors)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind is JsonValueKind.Object:
                CheckProperties(value, type, pointer, errors);
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind is JsonValueKind.Array:
                CheckItems(value, type, pointer, errors);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind is JsonValueKind.Object:
                CheckValues(value, type, pointer, errors);
                break;
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                errors.Add(Wrong(value, type.Kind is JsonTypeInfoKind.Enumerable ? "a JSON array" : "a JSON object", pointer));
                break;
            default:
                if (JsonLeaf.Problem(value, type.Type) is { } expected)
                    errors.Add(Wrong(value, expected, pointer));
                break;
        }
    }

    private static void CheckProperties(JsonElement value, JsonTypeInfo type, string pointer, List<FieldError> errors)
    {
        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var sent in value.EnumerateObject())
        {
            if (errors.Count > Problem.MostErrors)
                return;
            var at = $"{pointer}/{JsonPointer.Escape(sent.Name)}";
            if (!known.Remove(sent.Name, out var property))
                errors.Add(new FieldError(at, $"There is no '{sent.Name}' here. {Spelling.Suggest(sent.Name, Names(type))}", Sent(at, sent.Value)));
            else if (sent.Value.ValueKind is not JsonValueKind.Null)
                Check(sent.Value, ApiJson.Options.GetTypeInfo(property.PropertyType), at, errors);
            else if (!IsNullable(property))
                errors.Add(new FieldError(at, IsRequired(property) ? "It is null, and required." : "It is null; leave it out for its default.", "null"));
        }

        errors.AddRange(known.Values.Where(IsRequired).Select(property =>
            new FieldError($"{pointer}/{JsonPointer.Escape(property.Name)}", $"It is missing: {Expected(property.PropertyType)} is required.")));
    }

    private static void CheckItems(JsonElement value, JsonTypeInfo type, string pointer, List<FieldError> errors)
    {
        var element = ApiJson.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var item in value.EnumerateArray())
            Check(item, element, $"{pointer}/{index++}", errors);
    }

    private static void CheckValues(JsonElement value, JsonTypeInfo type, string pointer, List<FieldError> errors)
    {
        var element = ApiJson.Options.GetTypeInfo(type.ElementType!);
        foreach (var entry in value.EnumerateObject())
            Check(entry.Value, element, $"{pointer}/{JsonPointer.Escape(entry.Name)}", errors);
    }

    private static string[] Names(JsonTypeInfo type) => [.. type.Properties.Select(property => property.Name)];

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool IsNullable(JsonPropertyInfo property) => property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static string Expected(Type type) => ApiJson.Options.GetTypeInfo(type).Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "a JSON object",
        JsonTypeInfoKind.Enumerable => "a JSON array",
        _ => JsonLeaf.Expected(type),
    };

    private static FieldError Wrong(JsonElement value, string expected, string pointer) =>
        new(pointer, $"It must be {expected}; {JsonLeaf.Name(value)} was sent.", Sent(pointer, value));

    // Whatever a header is called, and however the field is misspelt, what it says may be a secret.
    private static string? Sent(string pointer, JsonElement value) =>
        SecretFields.IsSecret(pointer) || pointer.Contains("/header", StringComparison.OrdinalIgnoreCase) ? null : value.GetRawText();
}
