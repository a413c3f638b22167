using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>What a model is asked after a call, the JSON schema of its answer, and what of an answer can be believed.</summary>
internal sealed class AnalysisQuestion(IReadOnlyList<Disposition> dispositions, IReadOnlyList<ExtractionField> fields)
{
    private readonly string[] _labels = [.. dispositions.Select(disposition => disposition.Name).Append(Analyst.CannotTell).Distinct(StringComparer.Ordinal)];

    public bool IsEmpty => dispositions.Count == 0 && fields.Count == 0;

    public string Instructions()
    {
        var text = new StringBuilder("You read the transcript of a phone call between an agent (assistant) and a person (user) and fill in a form. "
            + "Use only what was said. Never guess.\n");
        if (dispositions.Count > 0)
        {
            text.Append("disposition: the one label that fits. evidence: the words of the transcript that prove it, copied exactly.\n");
            foreach (var disposition in dispositions)
                text.Append("- ").Append(disposition.Name).Append(disposition.Description is { } why ? $": {why}" : "").Append('\n');
            text.Append("- ").Append(Analyst.CannotTell).Append(": none of the others is certain\n");
        }

        if (fields.Count > 0)
            text.Append("extracted: each field as the person gave it; null when it was not said.\n");
        foreach (var field in fields)
            text.Append("- ").Append(field.Name).Append(field.Description is { } what ? $": {what}" : "").Append(field.Type == "date" ? " (yyyy-MM-dd)" : "").Append('\n');
        return text.ToString();
    }

    public JsonElement Schema()
    {
        var properties = new JsonObject();
        if (dispositions.Count > 0)
        {
            properties["disposition"] = new JsonObject { ["type"] = "string", ["enum"] = Values(_labels) };
            properties["evidence"] = new JsonObject { ["type"] = "string" };
        }

        if (fields.Count > 0)
            properties["extracted"] = ObjectOf(new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)SchemaOf(field)))));
        return JsonSerializer.SerializeToElement(ObjectOf(properties), ApiJson.Options);
    }

    /// <summary>The label, when it is one of the list and its evidence is in the transcript.</summary>
    /// <exception cref="AnalysisException">The answer has none of the labels.</exception>
    public string? DispositionOf(JsonElement answer, IReadOnlyList<SpokenLine> transcript)
    {
        if (dispositions.Count == 0)
            return null;
        var label = Text(answer, "disposition");
        if (!_labels.Contains(label))
            throw new AnalysisException("The model named a disposition that is not on the agent's list.");
        var evidence = Plain(Text(answer, "evidence") ?? "");
        return evidence.Length > 0 && transcript.Any(line => Plain(line.Text).Contains(evidence, StringComparison.Ordinal)) ? label : Analyst.CannotTell;
    }

    /// <summary>All fields in the agent's order; null for what was not said or does not fit its type.</summary>
    public string? FieldsOf(JsonElement answer)
    {
        if (fields.Count == 0)
            return null;
        var extracted = answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("extracted", out var found) ? found : default;
        return ApiJson.Write(new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, Believed(field, extracted)))));
    }

    private static JsonNode? Believed(ExtractionField field, JsonElement extracted)
    {
        if (extracted.ValueKind is not JsonValueKind.Object || !extracted.TryGetProperty(field.Name, out var value))
            return null;
        var fits = (field.Type, value.ValueKind) switch
        {
            ("number", JsonValueKind.Number) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("date", JsonValueKind.String) => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
            ("string", JsonValueKind.String) => value.GetString()!.Length > 0 && (field.Values is not { Count: > 0 } values || values.Contains(value.GetString())),
            _ => false,
        };
        return fits ? JsonNode.Parse(value.GetRawText()) : null;
    }

    private static JsonObject SchemaOf(ExtractionField field)
    {
        var type = new JsonObject { ["type"] = new JsonArray(field.Type is "number" or "boolean" ? field.Type : "string", "null") };
        if (field.Values is { Count: > 0 } values)
            type["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value)), null]);
        return type;
    }

    private static JsonObject ObjectOf(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["required"] = Values(properties.Select(property => property.Key)),
        ["additionalProperties"] = false,
        ["properties"] = properties,
    };

    private static JsonArray Values(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // Models change case, spaces and punctuation when they copy; words they must not change.
    private static string Plain(string text) =>
        string.Join(' ', new string([.. text.ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter)
            is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark ? letter : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
