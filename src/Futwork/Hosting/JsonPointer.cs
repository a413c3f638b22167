using System.Text.Json;

namespace Futwork.Hosting;

/// <summary>JSON pointers, RFC 6901.</summary>
internal static class JsonPointer
{
    /// <summary>A property's name as a step of a pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The raw JSON of the single value that a pointer leads to; null when there is none, or when it is a secret or a whole object.</summary>
    public static string? RawAt(JsonElement document, string pointer)
    {
        var value = document;
        foreach (var step in pointer.Split('/').Skip(1).Select(Unescape))
        {
            if (SecretFields.IsSecret(step) || !TryStep(ref value, step))
                return null;
        }

        return value.ValueKind is JsonValueKind.Object or JsonValueKind.Null ? null : value.GetRawText();
    }

    private static bool TryStep(ref JsonElement value, string step)
    {
        if (value.ValueKind is JsonValueKind.Object)
            return value.TryGetProperty(step, out value);
        if (value.ValueKind is not JsonValueKind.Array || !int.TryParse(step, out var index) || index < 0 || index >= value.GetArrayLength())
            return false;
        value = value[index];
        return true;
    }

    /// <summary>A step of a pointer as a property's name.</summary>
    public static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
