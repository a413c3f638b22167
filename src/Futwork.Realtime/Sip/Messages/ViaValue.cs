using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>One element of a Via header: <c>SIP/2.0/UDP host:port;branch=…</c>.</summary>
internal readonly ref struct ViaValue
{
    /// <summary>Branches that begin so are unique to their transaction (RFC 3261 section 8.1.1.7).</summary>
    public static ReadOnlySpan<byte> MagicCookie => "z9hG4bK"u8;

    /// <summary>False when the sender speaks another version of SIP.</summary>
    public bool IsVersion2 { get; private init; }

    public ReadOnlySpan<byte> SentBy { get; private init; }

    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>0 when none is named.</summary>
    public int Port { get; private init; }

    public ReadOnlySpan<byte> Parameters { get; private init; }

    /// <summary>Empty when the sender follows RFC 2543 and gives none.</summary>
    public ReadOnlySpan<byte> Branch { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out ViaValue via)
    {
        via = default;
        if (!TrySkipProtocol(ref text, out var isVersion2)) return false;
        var semicolon = text.IndexOf((byte)';');
        var sentBy = SipSyntax.Trim(semicolon < 0 ? text : text[..semicolon]);
        if (!SipUri.TrySplitHostPort(sentBy, out var host, out var port)) return false;
        var parameters = semicolon < 0 ? default : text[semicolon..];
        SipSyntax.TryParameter(parameters, "branch"u8, out var branch);
        via = new ViaValue { IsVersion2 = isVersion2, SentBy = sentBy, Host = host, Port = port, Parameters = parameters, Branch = branch };
        return true;
    }

    /// <summary>Takes <c>SIP/2.0/UDP</c> and the space behind it off the front; white space may stand around the slashes.</summary>
    private static bool TrySkipProtocol(ref ReadOnlySpan<byte> text, out bool isVersion2)
    {
        isVersion2 = false;
        var slash = text.IndexOf((byte)'/');
        if (slash < 0 || !Ascii.EqualsIgnoreCase(SipSyntax.Trim(text[..slash]), "SIP"u8)) return false;
        text = text[(slash + 1)..];
        slash = text.IndexOf((byte)'/');
        if (slash < 0) return false;
        isVersion2 = SipSyntax.Trim(text[..slash]).SequenceEqual("2.0"u8);
        text = text[(slash + 1)..].TrimStart(" \t"u8);
        var space = text.IndexOfAny(" \t"u8);
        if (space < 0 || !SipSyntax.IsToken(text[..space])) return false;
        text = text[space..];
        return true;
    }
}
