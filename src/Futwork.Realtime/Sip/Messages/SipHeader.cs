using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>The headers that the stack itself reads. Any other is <see cref="Other"/> and found by name.</summary>
internal enum SipHeader : byte
{
    Other,
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    Route,
    RecordRoute,
    MaxForwards,
    ContentLength,
    ContentType,
    WwwAuthenticate,
    ProxyAuthenticate,
    Require,
    RetryAfter,
    Reason,
    Supported,
    Allow,
    SessionExpires,
    MinSe,
    RSeq,
    RAck,
    Replaces,
    Accept,
    Event,
}

internal static class SipHeaders
{
    /// <summary>Recognises a header name, long or compact (RFC 3261 section 7.3.3), in any case.</summary>
    public static SipHeader Parse(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => ParseCompact(name[0]),
        2 => Match(name, "To"u8, SipHeader.To),
        3 => Match(name, "Via"u8, SipHeader.Via),
        4 => Match(name, "From"u8, SipHeader.From)
            | Match(name, "CSeq"u8, SipHeader.CSeq)
            | Match(name, "RSeq"u8, SipHeader.RSeq)
            | Match(name, "RAck"u8, SipHeader.RAck),
        5 => Match(name, "Route"u8, SipHeader.Route) | Match(name, "Allow"u8, SipHeader.Allow) | Match(name, "Event"u8, SipHeader.Event),
        6 => Match(name, "Reason"u8, SipHeader.Reason) | Match(name, "Min-SE"u8, SipHeader.MinSe) | Match(name, "Accept"u8, SipHeader.Accept),
        7 => Match(name, "Call-ID"u8, SipHeader.CallId) | Match(name, "Contact"u8, SipHeader.Contact) | Match(name, "Require"u8, SipHeader.Require),
        8 => Match(name, "Replaces"u8, SipHeader.Replaces),
        9 => Match(name, "Supported"u8, SipHeader.Supported),
        11 => Match(name, "Retry-After"u8, SipHeader.RetryAfter),
        12 => Match(name, "Max-Forwards"u8, SipHeader.MaxForwards)
            | Match(name, "Content-Type"u8, SipHeader.ContentType)
            | Match(name, "Record-Route"u8, SipHeader.RecordRoute),
        14 => Match(name, "Content-Length"u8, SipHeader.ContentLength),
        15 => Match(name, "Session-Expires"u8, SipHeader.SessionExpires),
        16 => Match(name, "WWW-Authenticate"u8, SipHeader.WwwAuthenticate),
        18 => Match(name, "Proxy-Authenticate"u8, SipHeader.ProxyAuthenticate),
        _ => SipHeader.Other,
    };

    /// <summary>The name of a header that the parser may find fault with, as it is written.</summary>
    public static string Name(SipHeader header) => header switch
    {
        SipHeader.CallId => "Call-ID",
        SipHeader.MaxForwards => "Max-Forwards",
        SipHeader.ContentLength => "Content-Length",
        SipHeader.ContentType => "Content-Type",
        SipHeader.Other => "Header",
        _ => header.ToString(),
    };

    /// <summary>Headers that may stand only once in a message and that we depend on.</summary>
    public static bool IsSingle(SipHeader header) => header
        is SipHeader.From or SipHeader.To or SipHeader.CallId or SipHeader.CSeq or SipHeader.MaxForwards or SipHeader.ContentLength or SipHeader.ContentType;

    private static SipHeader ParseCompact(byte letter) => (char)(letter | 0x20) switch
    {
        'v' => SipHeader.Via,
        'f' => SipHeader.From,
        't' => SipHeader.To,
        'i' => SipHeader.CallId,
        'm' => SipHeader.Contact,
        'l' => SipHeader.ContentLength,
        'c' => SipHeader.ContentType,
        'k' => SipHeader.Supported,
        'x' => SipHeader.SessionExpires,
        'o' => SipHeader.Event,
        _ => SipHeader.Other,
    };

    private static SipHeader Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, SipHeader header) =>
        Ascii.EqualsIgnoreCase(name, known) ? header : SipHeader.Other;
}
