using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Option tags (RFC 3261 section 19.2): what a message requires and what its writer supports.</summary>
internal static class Extensions
{
    /// <summary>Reliable provisional responses (RFC 3262).</summary>
    public const string Reliable = "100rel";

    /// <summary>What we understand, for the Supported header.</summary>
    public const string Ours = Reliable + ", " + SessionInterval.Extension + ", " + ReplacesHeader.Extension;

    public static bool IsRequired(SipMessage message, string tag) => Names(message, SipHeader.Require, tag);

    public static bool IsSupported(SipMessage message, string tag) => Names(message, SipHeader.Supported, tag) || IsRequired(message, tag);

    /// <summary>What the message requires and we do not understand; empty when all is well.</summary>
    public static List<string> Foreign(SipMessage message)
    {
        var required = message.Elements(SipHeader.Require);
        required.RemoveAll(tag => Same(tag, Reliable) || Same(tag, SessionInterval.Extension) || Same(tag, ReplacesHeader.Extension));
        return required;
    }

    /// <summary>Whether the writer of the message answers to that method (its Allow header).</summary>
    public static bool IsAllowed(SipMessage message, SipMethod method) =>
        message.HasElement(SipHeader.Allow, method.Name(), ignoreCase: false);

    private static bool Names(SipMessage message, SipHeader header, string tag) => message.HasElement(header, tag, ignoreCase: true);

    private static bool Same(string tag, string other) => tag.Equals(other, StringComparison.OrdinalIgnoreCase);
}
