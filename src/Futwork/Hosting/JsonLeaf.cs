using System.Text.Json;
using NodaTime.Text;

namespace Futwork.Hosting;

/// <summary>Single values: whether one fits a .NET type, and how to say what would.</summary>
internal static class JsonLeaf
{
    /// <summary>What the value should have been; null when it fits.</summary>
    public static string? Problem(JsonElement value, Type type)
    {
        var leaf = Nullable.GetUnderlyingType(type) ?? type;
        var fits = leaf switch
        {
            _ when leaf == typeof(string) => value.ValueKind is JsonValueKind.String && IsCleanText(value),
            _ when leaf == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ when leaf == typeof(int) => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _),
            _ when leaf == typeof(long) => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
            _ when leaf == typeof(DateTimeOffset) => value.ValueKind is JsonValueKind.String && IsCleanText(value)
                && OffsetDateTimePattern.Rfc3339.Parse(value.GetString()!).Success && value.TryGetDateTimeOffset(out _),
            _ when leaf == typeof(double) => value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number),
            _ => true,
        };
        return fits ? null : Expected(type);
    }

    public static string Expected(Type type)
    {
        var leaf = Nullable.GetUnderlyingType(type) ?? type;
        return leaf switch
        {
            _ when leaf == typeof(string) => "text",
            _ when leaf == typeof(bool) => "true or false",
            _ when leaf == typeof(int) || leaf == typeof(long) => "a whole number",
            _ when leaf == typeof(double) => "a number",
            _ when leaf == typeof(DateTimeOffset) => "a time with its offset, such as 2027-01-31T10:00:00Z",
            _ => "a value",
        };
    }

    /// <summary>The kind of a value, in words.</summary>
    public static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => IsCleanText(value) ? "text" : "text with a NUL or half a surrogate pair",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "a whole number" : "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    /// <summary>Text that every database can keep: no NUL, no lone surrogate.</summary>
    public static bool IsCleanText(JsonElement value)
    {
        try
        {
            return !value.GetString()!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
