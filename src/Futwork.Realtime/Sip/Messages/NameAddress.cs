namespace Futwork.Realtime.Sip.Messages;

/// <summary>The value of From, To, Contact, Route or Record-Route: <c>"name" &lt;uri&gt;;parameters</c>, or a bare URI.</summary>
internal readonly ref struct NameAddress
{
    public ReadOnlySpan<byte> Uri { get; private init; }

    /// <summary>The header's own parameters (such as <c>;tag=</c>), never the URI's.</summary>
    public ReadOnlySpan<byte> Parameters { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out NameAddress address)
    {
        address = default;
        var open = IndexOfBracket(text);
        if (open >= 0)
        {
            var close = text[open..].IndexOf((byte)'>');
            if (close < 0) return false;
            close += open;
            address = new NameAddress { Uri = SipSyntax.Trim(text[(open + 1)..close]), Parameters = text[(close + 1)..] };
            return !address.Uri.IsEmpty;
        }

        var semicolon = text.IndexOf((byte)';');
        address = new NameAddress
        {
            Uri = SipSyntax.Trim(semicolon < 0 ? text : text[..semicolon]),
            Parameters = semicolon < 0 ? default : text[semicolon..],
        };
        return !address.Uri.IsEmpty && !address.Uri.ContainsAny(" \t\""u8);
    }

    public bool TryTag(out ReadOnlySpan<byte> tag) => SipSyntax.TryParameter(Parameters, "tag"u8, out tag) && !tag.IsEmpty;

    private static int IndexOfBracket(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\') i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted && text[i] == '<') return i;
        }

        return -1;
    }
}
