using System.Globalization;
using System.Text.Json;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Whether a condition holds, for what is known. Numbers are compared as numbers, days and times as such, all else as text.</summary>
internal static class FlowConditions
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands;

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Dates = ["yyyy-MM-dd", CallbackTime.Kept, "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK", "HH:mm"];

    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<string> Operators = ["equals", "not", "contains", "greater", "less", "before", "after", "in", "exists", "missing"];

    /// <param name="condition">The condition.</param>
    /// <param name="known">The value of a field or variable; null when there is none.</param>
    /// <param name="fill">Fills the variables of a text to compare with.</param>
    public static bool Holds(FlowCondition condition, Func<string, string?> known, Func<string, string> fill)
    {
        if (condition.All is { } all)
            return all.All(c => Holds(c, known, fill));
        if (condition.Any is { } any)
            return any.Any(c => Holds(c, known, fill));
        string? value = condition.Field is { } field && known(field) is { Length: > 0 } found ? found : null;
        string[] wanted = [.. Values(condition.Value).Select(fill)];
        return condition.Op switch
        {
            "exists" => value is not null,
            "missing" => value is null,
            "not" => !wanted.Any(w => Same(value, w)),
            _ when value is null => false,
            "contains" => wanted.Any(w => value.Contains(w, StringComparison.OrdinalIgnoreCase)),
            "greater" or "after" => wanted.Any(w => Compare(value, w) > 0),
            "less" or "before" => wanted.Any(w => Compare(value, w) < 0),
            _ => wanted.Any(w => Same(value, w)),
        };
    }

    /// <summary>What a condition compares with, as text.</summary>
    public static IEnumerable<string> Values(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(item => Values(item)),
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.True } => ["true"],
        { ValueKind: JsonValueKind.False } => ["false"],
        { } other => [other.GetRawText()],
    };

    /// <summary>It is a number.</summary>
    public static decimal? AsNumber(string text) => decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>It is a day, such as 2026-11-24, or a time, such as 17:30.</summary>
    public static DateTime? AsDate(string text) =>
        DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, Utc | DateTimeStyles.NoCurrentDateDefault, out DateTime date) ? date : null;

    private static bool Same(string? value, string wanted) =>
        value is not null && (Compare(value, wanted) is { } compared ? compared == 0 : string.Equals(value.Trim(), wanted.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Null when the two are neither numbers nor days.</summary>
    private static int? Compare(string value, string wanted)
    {
        if (AsNumber(value) is { } number && AsNumber(wanted) is { } other)
            return number.CompareTo(other);
        return AsDate(value) is { } date && AsDate(wanted) is { } otherDate ? date.CompareTo(otherDate) : null;
    }
}
