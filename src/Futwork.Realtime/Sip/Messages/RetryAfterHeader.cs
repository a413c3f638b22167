namespace Futwork.Realtime.Sip.Messages;

/// <summary>The Retry-After header (RFC 3261 section 20.33).</summary>
internal static class RetryAfterHeader
{
    /// <summary>Nobody means to be left alone for longer than a day: the header takes 136 years.</summary>
    private const uint LongestSeconds = 86_400;

    /// <summary>How long the peer asks us to wait, a day at most; comments and parameters behind the number are passed over.</summary>
    public static TimeSpan? Delay(SipMessage response)
    {
        var value = response.Value(SipHeader.RetryAfter);
        var end = value.IndexOfAny(" \t;("u8);
        return SipSyntax.TryNumber(end < 0 ? value : value[..end], out var seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)) : null;
    }
}
