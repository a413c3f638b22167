using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Writes the INVITE of a <see cref="SipDialRequest"/> (telephony-protocols.md section 6.2).</summary>
internal static class InviteRequest
{
    /// <summary>Headers that the stack writes itself and nobody may add.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Contact", "m", "Max-Forwards", "Route", "Record-Route",
        "Content-Length", "l", "Content-Type", "c", "Authorization", "Proxy-Authorization", "Allow", "Require", "Supported", "k",
    };

    /// <summary>What is wrong with a header that somebody wants to add; null when nothing is.</summary>
    public static string? Problem(string name, string value)
    {
        if (!SipSyntax.IsToken(System.Text.Encoding.UTF8.GetBytes(name))) return $"'{name}' is not a header name: letters, digits and hyphens only.";
        if (Own.Contains(name)) return $"The header {name} is written by the SIP stack itself; choose another, such as X-{name}.";
        return value.AsSpan().ContainsAny("\r\n\0") ? $"The value of header {name} contains a line break: it must be one line." : null;
    }

    public static SipRequest Create(SipDialRequest dial, string contact, string localTag, string userAgent, byte[] offer)
    {
        var host = dial.Host.Contains(':', StringComparison.Ordinal) && !dial.Host.StartsWith('[') ? $"[{dial.Host}]" : dial.Host;
        var authority = dial.Port == 5060 ? host : $"{host}:{dial.Port}";
        var target = $"sip:{SipUri.EscapeUser(dial.To)}@{authority}";
        var user = dial.From.Length == 0 ? "" : SipUri.EscapeUser(dial.From) + "@";
        var identity = $"<sip:{user}{dial.FromDomain ?? host}>";
        return new SipRequest
        {
            Method = SipMethod.Invite,
            Uri = target,
            From = $"{identity};tag={localTag}",
            To = $"<{target}>",
            CallId = dial.CallId,
            CSeq = 1,
            Headers = Headers(dial, contact, identity, userAgent),
            Body = offer,
            ContentType = SdpDescription.ContentType,
        };
    }

    private static List<KeyValuePair<string, string>> Headers(SipDialRequest dial, string contact, string identity, string userAgent)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("Contact", contact),
            new("Allow", SipMethods.Allowed),
            new("User-Agent", userAgent),
        ];
        if (!dial.Headers.Keys.Any(IsIdentity)) headers.Add(new("P-Asserted-Identity", identity));
        headers.AddRange(dial.Headers);
        return headers;
    }

    /// <summary>The trunk's own idea of who calls replaces ours.</summary>
    private static bool IsIdentity(string name) =>
        name.Equals("P-Asserted-Identity", StringComparison.OrdinalIgnoreCase) || name.Equals("P-Preferred-Identity", StringComparison.OrdinalIgnoreCase);
}
