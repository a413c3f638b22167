using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Hosting;

/// <summary>JSON merge patch, RFC 7396: what is sent replaces, null removes (back to the default), objects are merged, arrays are replaced whole.</summary>
internal static class MergePatch
{
    /// <summary>The stored record with the patch applied, checked as if it had been sent whole.</summary>
    public static Checked<T> Apply<T>(T stored, JsonElement patch)
        where T : class => Apply<T>(JsonSerializer.SerializeToNode(stored, ApiJson.Options), patch);

    /// <summary>A stored document with the patch applied, checked against the record it is of.</summary>
    public static Checked<T> Apply<T>(JsonNode? stored, JsonElement patch)
        where T : class
    {
        if (patch.ValueKind is not JsonValueKind.Object)
            return Problem.Invalid(new FieldError("", $"It must be a JSON object; {JsonLeaf.Name(patch)} was sent.", patch.GetRawText()));
        return JsonShape.Bind<T>(JsonSerializer.SerializeToElement(Merge(stored, patch), ApiJson.Options));
    }

    private static JsonNode? Merge(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
            return patch.Deserialize<JsonNode>(ApiJson.Options);

        var merged = target as JsonObject ?? [];
        foreach (var property in patch.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Null)
            {
                merged.Remove(property.Name);
                continue;
            }

            merged.TryGetPropertyValue(property.Name, out var current);
            var value = Merge(current, property.Value);
            if (!ReferenceEquals(value, current))
                merged[property.Name] = value;
        }

        return merged;
    }
}
