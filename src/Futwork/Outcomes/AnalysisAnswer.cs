using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>Reads a model's answer about a call, and believes of it what the transcript proves.</summary>
internal sealed class AnalysisAnswer(JsonElement answer, IReadOnlyList<SpokenLine> transcript)
{
    private readonly Quotes _quotes = new(transcript);

    public string? Summary => Text(answer, AnalysisQuestion.Summary) is { Length: > 0 } text ? text : null;

    /// <summary>The label; the one for what cannot be told unless another one is proven.</summary>
    /// <exception cref="AnalysisException">The answer has none of the labels.</exception>
    public Finding DispositionAmong(IReadOnlyList<string> labels)
    {
        var found = Property(answer, AnalysisQuestion.Disposition);
        var named = Text(found, AnalysisQuestion.Value);
        // Not every server holds its model to the list, and models write labels their own way. Two may differ in that alone.
        if ((labels.FirstOrDefault(one => one == named) ?? labels.FirstOrDefault(one => string.Equals(one, named, StringComparison.OrdinalIgnoreCase))) is not { } label)
            throw new AnalysisException("The model named a disposition that is not on the agent's list.");
        var proven = Proven(found, JsonValue.Create(label));
        return proven.Value is null ? proven with { Value = JsonValue.Create(Analyst.CannotTell), Candidate = label == Analyst.CannotTell ? null : JsonValue.Create(label) } : proven;
    }

    /// <summary>The person asked never to be called again, in words of their own.</summary>
    public Finding OptOut()
    {
        var found = Property(answer, AnalysisQuestion.OptOut);
        var said = Property(found, AnalysisQuestion.Value) is { ValueKind: JsonValueKind.True } && _quotes.Find(Text(found, AnalysisQuestion.Quote))?.Speaker == Transcript.Person;
        return Proven(found, said ? JsonValue.Create(true) : null);
    }

    /// <summary>A field; null for what was not said, is not proven, or does not fit its type.</summary>
    public Finding Of(ExtractionField field)
    {
        var found = Property(Property(answer, AnalysisQuestion.Fields), field.Name);
        return Proven(found, Fitting(field, Property(found, AnalysisQuestion.Value)));
    }

    private Finding Proven(JsonElement found, JsonNode? value)
    {
        var line = value is null ? null : _quotes.Find(Text(found, AnalysisQuestion.Quote));
        if (line is null)
            return new Finding(null, 0, null, null) { Candidate = value };
        var confidence = Property(found, AnalysisQuestion.Confidence) is { ValueKind: JsonValueKind.Number } said ? Math.Clamp(said.GetDouble(), 0, 1) : 0;
        var counts = confidence >= Finding.Doubtful;
        return new Finding(counts ? value : null, confidence, Text(found, AnalysisQuestion.Quote), line.StartMs) { Candidate = counts ? null : value };
    }

    private static JsonNode? Fitting(ExtractionField field, JsonElement value)
    {
        var fits = (field.Type, value.ValueKind) switch
        {
            ("number", JsonValueKind.Number) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            (_, JsonValueKind.String) when !JsonLeaf.IsCleanText(value) => false,
            ("date", JsonValueKind.String) => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
            ("string", JsonValueKind.String) => value.GetString()!.Length > 0 && (field.Values is not { Count: > 0 } values || values.Contains(value.GetString())),
            _ => false,
        };
        return fits ? JsonNode.Parse(value.GetRawText()) : null;
    }

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.String } value && JsonLeaf.IsCleanText(value) ? value.GetString() : null;
}
