using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>What was found out about an answered call, as its record keeps it.</summary>
/// <param name="Evidence">How much the person said.</param>
/// <param name="Summary">The call in a sentence or two; null when no model was asked.</param>
/// <param name="Disposition">The label that fits; null when the agent has none to give.</param>
/// <param name="Fields">The fields, in the agent's order.</param>
internal sealed record Findings(Evidence Evidence, string? Summary = null, Finding? Disposition = null, IReadOnlyDictionary<string, Finding>? Fields = null)
{
    /// <summary>The person asked never to be called again; null where the agent does not take that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Finding? OptOut { get; init; }

    /// <summary>The label as a client sees it. What was <paramref name="named"/> during the call stands, unless more is known, or hardly anything was said.</summary>
    public string? LabelOver(string? named)
    {
        var label = Disposition?.Value?.GetValue<string>();
        return label is null || (label == Analyst.CannotTell && Evidence.IsEnough) ? named ?? label : label;
    }

    /// <summary>The fields as a client sees them, a JSON object: those <paramref name="filled"/> during the call, then the others; null when there are none.</summary>
    public string? FieldsOver(string? filled)
    {
        if (Fields is null)
            return filled;
        var data = filled is null ? [] : JsonNode.Parse(filled)!.AsObject();
        foreach (var (name, finding) in Fields)
            data.TryAdd(name, finding.Value?.DeepClone());
        return ApiJson.Write(data);
    }
}

/// <summary>One thing found out, with the words that prove it.</summary>
/// <param name="Value">What counts; null, or the label "cannot tell", when it is not proven.</param>
/// <param name="Confidence">0 to 1, as the model says; 0 without a quote.</param>
/// <param name="Quote">The words of the transcript that support it, as the model gives them; null when there are none.</param>
/// <param name="AtMs">When the line of the quote began, in milliseconds since the answer.</param>
internal sealed record Finding(JsonNode? Value, double Confidence, string? Quote, long? AtMs)
{
    /// <summary>The confidence under which a finding does not count.</summary>
    public const double Doubtful = 0.5;

    /// <summary>What the model thought, where that does not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Candidate { get; init; }
}

/// <summary>The model could not be asked, or answered nothing that can be used. Asking again may help.</summary>
internal sealed class AnalysisException(string message, Exception? inner = null) : Exception(message, inner);
