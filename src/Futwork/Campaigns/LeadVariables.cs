using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>A lead's data as the variables of an agent.</summary>
internal static class LeadVariables
{
    /// <summary>Every single value of the recipientData, as text, with the schema's defaults for what is not there.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonElement recipientData, IReadOnlyList<LeadField> schema)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in schema)
            Add(values, field.Name, field.Default);
        foreach (var property in recipientData.EnumerateObject())
            Add(values, property.Name, property.Value);
        return values;
    }

    /// <summary>As above, from the text that the lead keeps.</summary>
    public static IReadOnlyDictionary<string, string> Of(string recipientData, IReadOnlyList<LeadField> schema)
    {
        using var document = JsonDocument.Parse(recipientData);
        return Of(document.RootElement, schema);
    }

    private static void Add(Dictionary<string, string> values, string name, JsonElement? value)
    {
        if (value is { } present && Spoken(present) is { } text)
            values[name] = text;
    }

    /// <summary>The value as the agent says it; null when it is none that can be said.</summary>
    private static string? Spoken(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when JsonLeaf.IsCleanText(value) => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
