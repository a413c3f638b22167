using System.Globalization;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Writes the INVITE of a <see cref="SipDialRequest"/>.</summary>
internal static class InviteRequest
{
    /// <summary>Headers that the stack writes itself and nobody may add.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Contact", "m", "Max-Forwards", "Route", "Record-Route",
        "Content-Length", "l", "Content-Type", "c", "Authorization", "Proxy-Authorization", "Allow", "Require", "Supported", "k", "Session-Expires", "x", "Min-SE",
    };

    /// <summary>What is wrong with a header that somebody wants to add; null when nothing is.</summary>
    public static string? Problem(string name, string value)
    {
        if (!SipSyntax.IsToken(System.Text.Encoding.UTF8.GetBytes(name))) return $"'{name}' is not a header name: letters, digits and hyphens only.";
        if (Own.Contains(name)) return $"The header {name} is written by the SIP stack itself; choose another, such as X-{name}.";
        return value.AsSpan().ContainsAny("\r\n\0") ? $"The value of header {name} contains a line break: it must be one line." : null;
    }

    public static SipRequest Create(SipDialRequest dial, string contact, string localTag, SipOptions options, byte[] offer)
    {
        var transport = dial.Transport ?? SipTransport.Udp;
        var scheme = dial.Secure ? "sips" : "sip";
        var target = $"{scheme}:{SipUri.EscapeUser(dial.To)}@{dial.Domain ?? SipUri.Authority(dial.Host, dial.Port, transport)}";
        var home = dial.FromDomain ?? dial.Domain ?? SipUri.BracketHost(dial.Host);
        return new SipRequest
        {
            Method = SipMethod.Invite,
            Uri = transport == SipTransport.Tls && !dial.Secure && dial.Domain is null ? target + ";transport=tls" : target,
            From = $"{Address(scheme, dial.FromUser ?? dial.From, home)};tag={localTag}",
            To = $"<{target}>",
            CallId = dial.CallId,
            CSeq = 1,
            Headers = Headers(dial, contact, Address(scheme, dial.From, home), options),
            Body = offer,
            ContentType = SdpDescription.ContentType,
        };
    }

    /// <summary>Leaves out extensions that the peer does not know (420); <c>false</c> when there is none of ours among them.</summary>
    public static bool TryDrop(SipRequest invite, string? unsupported)
    {
        var at = invite.Headers.FindIndex(h => h.Key == "Supported");
        if (unsupported is null || at < 0) return false;
        var foreign = unsupported.Split(',', StringSplitOptions.TrimEntries);
        var kept = string.Join(", ", invite.Headers[at].Value.Split(", ").Except(foreign, StringComparer.OrdinalIgnoreCase));
        if (kept == invite.Headers[at].Value) return false;
        invite.Headers.RemoveAt(at);
        if (kept.Length > 0) invite.Headers.Add(new("Supported", kept));
        if (!kept.Contains(SessionInterval.Extension, StringComparison.Ordinal)) invite.Headers.RemoveAll(IsTimer);
        return true;
    }

    /// <summary>Asks for a session that lives at least so long (422); <c>false</c> when it already does.</summary>
    public static bool TryLengthen(SipRequest invite, TimeSpan least)
    {
        var known = invite.Headers.Find(h => h.Key == "Min-SE").Value;
        if (known is null || long.Parse(known, CultureInfo.InvariantCulture) >= least.TotalSeconds) return false;
        invite.Headers.RemoveAll(IsTimer);
        Lengthen(invite.Headers, least, least);
        return true;
    }

    private static string Address(string scheme, string user, string host) => user.Length == 0 ? $"<{scheme}:{host}>" : $"<{scheme}:{SipUri.EscapeUser(user)}@{host}>";

    private static void Lengthen(List<KeyValuePair<string, string>> headers, TimeSpan length, TimeSpan? least = null)
    {
        headers.Add(new("Session-Expires", new SessionInterval(length > SessionInterval.Shortest ? length : SessionInterval.Shortest, Refresher.Uac).Value));
        headers.Add(new("Min-SE", ((long)(least ?? SessionInterval.Shortest).TotalSeconds).ToString(CultureInfo.InvariantCulture)));
    }

    private static bool IsTimer(KeyValuePair<string, string> header) => header.Key is "Session-Expires" or "Min-SE";

    private static List<KeyValuePair<string, string>> Headers(SipDialRequest dial, string contact, string identity, SipOptions options)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("Contact", contact),
            .. Capabilities.Headers,
            new("User-Agent", options.UserAgent),
        ];
        if (options.SessionExpires is { } length) Lengthen(headers, length);
        if (!HasOwn(dial, IsIdentity)) headers.Add(new("P-Asserted-Identity", identity));
        if (!HasOwn(dial, IsValidity)) headers.Add(new("Expires", Validity(dial.RingTimeout)));
        headers.AddRange(dial.Headers);
        return headers;
    }

    private static bool HasOwn(SipDialRequest dial, Func<string, bool> isOne) => dial.Headers.Count > 0 && dial.Headers.Keys.Any(isOne);

    /// <summary>Seconds after which nobody need ring any more (RFC 3261 section 13.2.1), should we not be there to say so: somewhat longer than we wait.</summary>
    private static string Validity(TimeSpan ringTimeout) => ((long)Math.Ceiling(ringTimeout.TotalSeconds) + 2).ToString(CultureInfo.InvariantCulture);

    private static bool IsValidity(string name) => name.Equals("Expires", StringComparison.OrdinalIgnoreCase);

    /// <summary>The trunk's own idea of who calls replaces ours.</summary>
    private static bool IsIdentity(string name) =>
        name.Equals("P-Asserted-Identity", StringComparison.OrdinalIgnoreCase) || name.Equals("P-Preferred-Identity", StringComparison.OrdinalIgnoreCase);
}
