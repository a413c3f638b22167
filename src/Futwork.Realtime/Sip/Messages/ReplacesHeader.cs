using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>The dialog that the sender of an INVITE wants to take over (RFC 3891), as we know it: <c>to-tag</c> is ours.</summary>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="LocalTag">Our tag.</param>
/// <param name="RemoteTag">The tag of the peer that is to be replaced.</param>
/// <param name="EarlyOnly">Not once it is answered.</param>
internal sealed record ReplacesHeader(string CallId, string LocalTag, string RemoteTag, bool EarlyOnly)
{
    public const string Extension = "replaces";

    /// <summary>What an INVITE says; null where it says nothing, or not one thing, that can be understood.</summary>
    public static ReplacesHeader? Of(SipMessage invite)
    {
        if (invite.Elements(SipHeader.Replaces) is not [var only]) return null;
        var value = Encoding.UTF8.GetBytes(only).AsSpan();
        var semicolon = value.IndexOf((byte)';');
        if (semicolon <= 0) return null;
        var parameters = (ReadOnlySpan<byte>)value[semicolon..];
        if (!SipSyntax.TryParameter(parameters, "to-tag"u8, out var local) || !SipSyntax.TryParameter(parameters, "from-tag"u8, out var remote)) return null;
        if (local.IsEmpty || remote.IsEmpty) return null;
        var earlyOnly = SipSyntax.TryParameter(parameters, "early-only"u8, out _);
        return new ReplacesHeader(SipSyntax.Text(SipSyntax.Trim(value[..semicolon])), SipSyntax.Text(local), SipSyntax.Text(remote), earlyOnly);
    }
}
