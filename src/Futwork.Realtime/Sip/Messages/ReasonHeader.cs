using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>The Reason header (RFC 3326).</summary>
internal static class ReasonHeader
{
    /// <summary>The Q.850 cause that a response, BYE or CANCEL names; null when it names none.</summary>
    public static int? Cause(SipMessage message)
    {
        for (var i = 0; i < message.FieldCount; i++)
        {
            if (message.HeaderAt(i) == SipHeader.Reason && Cause(message.ValueAt(i)) is { } cause) return cause;
        }

        return null;
    }

    private static int? Cause(ReadOnlySpan<byte> value)
    {
        while (SipSyntax.TryNext(ref value, out var element))
        {
            var semicolon = element.IndexOf((byte)';');
            if (semicolon < 0 || !Ascii.EqualsIgnoreCase(SipSyntax.Trim(element[..semicolon]), "Q.850"u8)) continue;
            if (SipSyntax.TryParameter(element[semicolon..], "cause"u8, out var text) && SipSyntax.TryNumber(text, out var cause) && cause is > 0 and <= 127)
                return (int)cause;
        }

        return null;
    }
}
