using System.Buffers;
using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>The small pieces of SIP grammar (RFC 3261 section 25) over raw bytes.</summary>
internal static class SipSyntax
{
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The first index of <paramref name="wanted"/> outside quoted strings and angle brackets, or -1.</summary>
    public static int IndexOutsideQuotes(ReadOnlySpan<byte> text, byte wanted)
    {
        var quoted = false;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (quoted)
            {
                if (b == '\\') i++;
                else if (b == '"') quoted = false;
            }
            else if (b == wanted && depth == 0) return i;
            else if (b == '"') quoted = true;
            else if (b == '<') depth++;
            else if (b == '>' && depth > 0) depth--;
        }

        return -1;
    }

    /// <summary>Takes the next element of a comma-separated value off the front of <paramref name="rest"/>.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> element, byte separator = (byte)',')
    {
        while (!rest.IsEmpty)
        {
            var end = IndexOutsideQuotes(rest, separator);
            element = Trim(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!element.IsEmpty) return true;
        }

        element = default;
        return false;
    }

    /// <summary>Finds a parameter in <c>;a=b;c</c> (the leading semicolon is optional); a flag has an empty value.</summary>
    public static bool TryParameter(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (TryNext(ref parameters, out var element, (byte)';'))
        {
            var equals = element.IndexOf((byte)'=');
            var key = equals < 0 ? element : Trim(element[..equals]);
            if (!Ascii.EqualsIgnoreCase(key, name)) continue;
            value = equals < 0 ? default : Trim(element[(equals + 1)..]);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Whether a Content-Type is that media type (ASCII), whatever its parameters.</summary>
    public static bool IsMediaType(ReadOnlySpan<byte> contentType, string type)
    {
        var semicolon = contentType.IndexOf((byte)';');
        return Ascii.EqualsIgnoreCase(Trim(semicolon < 0 ? contentType : contentType[..semicolon]), type);
    }

    /// <summary>A non-negative decimal number and nothing else; <c>false</c> on overflow.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && uint.TryParse(text, out number);
    }

    /// <summary>Takes the quotes and backslashes off a quoted string; other text comes back as it is.</summary>
    public static string Unquote(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return Text(text);
        var inner = text[1..^1];
        if (!inner.Contains((byte)'\\')) return Text(inner);
        var plain = new byte[inner.Length];
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length) i++;
            plain[length++] = inner[i];
        }

        return Text(plain.AsSpan(0, length));
    }
}
