using System.Text.Json;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>The part of a trunk's settings that says how the carrier writes numbers.</summary>
internal sealed partial class SipTrunkReader
{
    private const int MostPrefixes = 50;
    private const int LongestPrefix = 32;

    /// <summary>What numbers begin with, and what the carrier writes there instead.</summary>
    private Dictionary<string, string> Prefixes(JsonElement json, string name)
    {
        var prefixes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryGet(json, name, JsonValueKind.Object, "an object such as {\"+91\":\"0\",\"+\":\"00\"}", out var given)) return prefixes;
        foreach (var property in given.EnumerateObject())
        {
            var pointer = $"{name}/{JsonPointer.Escape(property.Name)}";
            if (!IsPrefix(property.Name)) Problem(pointer, $"'{property.Name}' is nothing that a number begins with: + and digits, such as \"+91\", or \"+\" for all others.");
            else if (property.Value.ValueKind is not JsonValueKind.String || !IsWritten(property.Value.GetString()!))
                Problem(pointer, $"It must be what the carrier writes instead of {property.Name}: at most {LongestPrefix} letters, digits, +, * and #, such as \"0\"; \"\" for nothing.");
            else prefixes[property.Name] = property.Value.GetString()!;
        }

        if (prefixes.Count > MostPrefixes) Problem(name, $"At most {MostPrefixes} beginnings.");
        return prefixes;
    }

    private static bool IsPrefix(string text)
    {
        var digits = text.StartsWith('+') ? text[1..] : text;
        return text.Length is > 0 and <= LongestPrefix && digits.All(char.IsAsciiDigit);
    }

    private static bool IsWritten(string text) => text.Length <= LongestPrefix && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '*' or '#');
}
