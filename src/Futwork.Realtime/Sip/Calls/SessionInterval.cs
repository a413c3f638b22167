using System.Globalization;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Which side of the request that agreed on it keeps a session alive (RFC 4028 section 4).</summary>
internal enum Refresher : byte
{
    Unsaid,
    Uac,
    Uas,
}

/// <summary>How long a session lives without a sign of life, and who gives it: the Session-Expires header (RFC 4028 section 4).</summary>
internal readonly record struct SessionInterval(TimeSpan Length, Refresher Refresher)
{
    public const string Extension = "timer";

    /// <summary>No session may be made to expire sooner (section 4).</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(90);

    /// <summary>The value of the header.</summary>
    public string Value => Refresher switch
    {
        Refresher.Uac => $"{Seconds};refresher=uac",
        Refresher.Uas => $"{Seconds};refresher=uas",
        _ => Seconds,
    };

    private string Seconds => ((long)Length.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a message says; null when it says nothing that can be read.</summary>
    public static SessionInterval? Of(SipMessage message)
    {
        var value = message.Value(SipHeader.SessionExpires);
        var semicolon = value.IndexOf((byte)';');
        var seconds = SipSyntax.Trim(semicolon < 0 ? value : value[..semicolon]);
        if (!SipSyntax.TryNumber(seconds, out var length) || length == 0) return null;
        var refresher = Refresher.Unsaid;
        if (semicolon >= 0 && SipSyntax.TryParameter(value[semicolon..], "refresher"u8, out var who))
            refresher = System.Text.Ascii.EqualsIgnoreCase(who, "uas"u8) ? Refresher.Uas : Refresher.Uac;
        return new SessionInterval(TimeSpan.FromSeconds(length), refresher);
    }

    /// <summary>The least that whoever wrote the message, or a proxy on its way, accepts (section 5).</summary>
    public static TimeSpan? Least(SipMessage message)
    {
        var value = message.Value(SipHeader.MinSe);
        var semicolon = value.IndexOf((byte)';');
        return SipSyntax.TryNumber(SipSyntax.Trim(semicolon < 0 ? value : value[..semicolon]), out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>
    /// What we answer to a request (section 9): what it asks for, else <paramref name="own"/>, which we then refresh
    /// ourselves, since the peer may not know how. Null: no timer.
    /// </summary>
    public static SessionInterval? AnswerTo(SipMessage request, TimeSpan? own)
    {
        var least = Least(request) ?? Shortest;
        if (Of(request) is not { } asked) return own is { } length ? new SessionInterval(length > least ? length : least, Refresher.Uas) : null;
        var who = asked.Refresher != Refresher.Unsaid ? asked.Refresher : Extensions.IsSupported(request, Extension) ? Refresher.Uac : Refresher.Uas;
        return new SessionInterval(asked.Length > Shortest ? asked.Length : Shortest, who);
    }

    /// <summary>The request wants the session to expire sooner than we allow: the answer is 422.</summary>
    public static bool IsTooShort(SipMessage request) =>
        Of(request) is { } asked && asked.Length < Shortest && Extensions.IsSupported(request, Extension);
}
