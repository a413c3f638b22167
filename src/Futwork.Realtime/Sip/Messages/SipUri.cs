using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>A SIP or SIPS URI (RFC 3261 section 19.1), as slices of the text it was read from.</summary>
internal readonly ref struct SipUri
{
    /// <summary>No name has more characters (RFC 1035 section 2.3.4), and what is remembered by name takes no more room.</summary>
    private const int LongestHost = 255;

    public ReadOnlySpan<byte> User { get; private init; }

    public ReadOnlySpan<byte> Host { get; private init; }

    private static readonly SearchValues<char> PlainInUser = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/");

    /// <summary>0 when the URI names none.</summary>
    public int Port { get; private init; }

    public ReadOnlySpan<byte> Parameters { get; private init; }

    public bool IsSecure { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri)
    {
        uri = default;
        if (text.ContainsAnyInRange((byte)0, (byte)' ') || text.ContainsAny("<>\"\u007f"u8)) return false;
        var colon = text.IndexOf((byte)':');
        if (colon < 0) return false;
        var secure = Ascii.EqualsIgnoreCase(text[..colon], "sips"u8);
        if (!secure && !Ascii.EqualsIgnoreCase(text[..colon], "sip"u8)) return false;

        var rest = text[(colon + 1)..];
        var at = rest.LastIndexOf((byte)'@');
        var user = at < 0 ? default : rest[..at];
        rest = rest[(at + 1)..];
        var question = rest.IndexOf((byte)'?');
        if (question >= 0) rest = rest[..question];
        var semicolon = rest.IndexOf((byte)';');
        var hostPort = semicolon < 0 ? rest : rest[..semicolon];
        if (!TrySplitHostPort(hostPort, out var host, out var port) || host.Length > LongestHost) return false;

        var password = user.IndexOf((byte)':');
        uri = new SipUri
        {
            User = password < 0 ? user : user[..password],
            Host = host,
            Port = port,
            Parameters = semicolon < 0 ? default : rest[semicolon..],
            IsSecure = secure,
        };
        return true;
    }

    /// <summary>The user part with its escapes decoded and its parameters (such as <c>;phone-context</c>) cut off.</summary>
    public string UserText()
    {
        var semicolon = User.IndexOf((byte)';');
        return Uri.UnescapeDataString(SipSyntax.Text(semicolon < 0 ? User : User[..semicolon]));
    }

    /// <summary>The user or number that a <c>sip:</c>, <c>sips:</c> or <c>tel:</c> (RFC 3966) URI names; empty when it names none.</summary>
    public static string UserOf(ReadOnlySpan<byte> uri)
    {
        if (TryParse(uri, out var sip)) return sip.UserText();
        if (!IsTel(uri)) return "";
        var number = uri[4..];
        var semicolon = number.IndexOf((byte)';');
        return SipSyntax.Text(semicolon < 0 ? number : number[..semicolon]);
    }

    public static bool IsTel(ReadOnlySpan<byte> uri) => uri.Length > 4 && Ascii.EqualsIgnoreCase(uri[..4], "tel:"u8);

    /// <summary>The host as an address, when it is one rather than a name.</summary>
    public bool TryAddress(out IPAddress address)
    {
        var host = Host is [(byte)'[', .., (byte)']'] ? Host[1..^1] : Host;
        if (IPAddress.TryParse(SipSyntax.Text(host), out var parsed))
        {
            address = parsed;
            return true;
        }

        address = IPAddress.None;
        return false;
    }

    public bool Has(ReadOnlySpan<byte> parameter) => SipSyntax.TryParameter(Parameters, parameter, out _);

    /// <summary>Escapes what may not stand in a user part (RFC 3261 section 25.1, user).</summary>
    public static string EscapeUser(string user)
    {
        if (!user.AsSpan().ContainsAnyExcept(PlainInUser)) return user;
        var escaped = new StringBuilder(user.Length);
        foreach (var b in Encoding.UTF8.GetBytes(user))
        {
            if (PlainInUser.Contains((char)b)) escaped.Append((char)b);
            else escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    /// <summary>A host as it stands in a URI: an IPv6 address in brackets.</summary>
    public static string BracketHost(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;

    /// <summary>The host of a URI with its port, unless that is 0 or the transport's usual one.</summary>
    public static string Authority(string host, int port, SipTransport transport) =>
        port == 0 || port == transport.Port() ? BracketHost(host) : string.Create(CultureInfo.InvariantCulture, $"{BracketHost(host)}:{port}");

    /// <summary>Splits <c>host[:port]</c>; an IPv6 address stands in brackets.</summary>
    public static bool TrySplitHostPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int port)
    {
        port = 0;
        host = SipSyntax.Trim(text);
        var bracket = host.LastIndexOf((byte)']');
        var colon = host[(bracket + 1)..].IndexOf((byte)':');
        if (colon >= 0)
        {
            colon += bracket + 1;
            if (!SipSyntax.TryNumber(SipSyntax.Trim(host[(colon + 1)..]), out var number) || number is 0 or > IPEndPoint.MaxPort) return false;
            port = (int)number;
            host = SipSyntax.Trim(host[..colon]);
        }

        return !host.IsEmpty && !host.ContainsAny(" \t<>\""u8);
    }
}
