using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>How we say what we can do (RFC 3261 sections 11.2, 8.2.1 and 8.2.2.3).</summary>
internal static class Capabilities
{
    public static IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [new("Allow", SipMethods.Allowed)];

    /// <summary>The answer to OPTIONS.</summary>
    public static SipResponse Response { get; } = new(200)
    {
        Headers = [new("Allow", SipMethods.Allowed), new("Accept", SdpDescription.ContentType), new("Accept-Encoding", "identity")],
    };

    /// <summary>405 for a method that we know, 501 for one that we do not.</summary>
    public static SipResponse NotAllowed(SipMethod method) => new(method == SipMethod.Unknown ? 501 : 405) { Headers = Headers };

    /// <summary>We support no extension that a request could insist on.</summary>
    public static SipResponse BadExtension(string required) => new(420) { Headers = [new("Unsupported", required)] };
}
