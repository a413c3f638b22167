using System.Text.Json;
using System.Text.RegularExpressions;
using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>A field that a lead's recipientData has.</summary>
internal sealed record LeadField
{
    /// <summary>Its key in recipientData.</summary>
    public required string Name { get; init; }

    /// <summary><c>string</c>, <c>number</c>, <c>boolean</c>, <c>date</c> (text, as 2026-01-31 or an RFC 3339 time), <c>object</c> or <c>array</c>. Default <c>string</c>.</summary>
    public string Type { get; init; } = LeadFieldType.String;

    /// <summary>Whether a lead without it is refused. Default false.</summary>
    public bool Required { get; init; }

    /// <summary>The only values it may have. Default: any.</summary>
    public IReadOnlyList<JsonElement>? AllowedValues { get; init; }

    /// <summary>A regular expression that the whole text must match; no look-around, no back-references. For strings.</summary>
    public string? Pattern { get; init; }

    /// <summary>The most characters. For strings.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What the agent takes for a lead that does not have it; the lead itself stays as it was sent.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>The pattern, in an engine whose time grows only with the text. Throws when it is not one.</summary>
    public Regex PatternRegex() => new($@"^(?:{Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(30));

    /// <summary>What is wrong with a value of this field; null when nothing is.</summary>
    /// <param name="pattern">The compiled <see cref="Pattern"/>, where there is one.</param>
    public string? Problem(JsonElement value, Regex? pattern)
    {
        if (!LeadFieldType.Fits(Type, value))
            return $"It must be {LeadFieldType.Describe(Type)}; {JsonLeaf.Name(value)} was sent.";
        if (AllowedValues is { Count: > 0 } allowed && !allowed.Any(one => JsonElement.DeepEquals(one, value)))
            return $"It must be one of: {string.Join(", ", allowed.Select(one => one.GetRawText()))}.";
        if (value.ValueKind is not JsonValueKind.String)
            return null;
        var text = value.GetString()!;
        if (text.Length > MaxLength)
            return $"It must have at most {MaxLength} characters; it has {text.Length}.";
        return pattern is null ? null : Mismatch(pattern, text);
    }

    private string? Mismatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text) ? null : $"It must match the pattern {Pattern}.";
        }
        catch (RegexMatchTimeoutException)
        {
            return $"To match it with the pattern {Pattern} takes too long: send a shorter text, or give the field a maxLength or a simpler pattern.";
        }
    }
}

/// <summary>The types of lead fields.</summary>
internal static class LeadFieldType
{
    public const string String = "string";

    public static readonly IReadOnlyList<string> All = [String, "number", "boolean", "date", "object", "array"];

    public static bool Fits(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value),
        "number" => value.ValueKind is JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "date" => value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value) && IsDate(value.GetString()!),
        "object" => value.ValueKind is JsonValueKind.Object,
        _ => value.ValueKind is JsonValueKind.Array,
    };

    public static string Describe(string type) => type switch
    {
        "string" => "text",
        "number" => "a number",
        "boolean" => "true or false",
        "date" => "a date such as \"2026-01-31\", or a time with its offset such as \"2026-01-31T10:00:00+05:30\"",
        "object" => "an object",
        _ => "an array",
    };

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)
        || DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"],
            null, System.Globalization.DateTimeStyles.AssumeUniversal, out _);
}
