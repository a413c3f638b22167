using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>How we say what we can do (RFC 3261 sections 11.2, 8.2.1 and 8.2.2.3).</summary>
internal static class Capabilities
{
    public static IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [new("Allow", SipMethods.Allowed), new("Supported", Extensions.Ours)];

    /// <summary>The answer to OPTIONS.</summary>
    public static SipResponse Response { get; } = new(200)
    {
        Headers = [.. Headers, new("Accept", SdpDescription.ContentType), new("Accept-Encoding", "identity")],
    };

    /// <summary>405 for a method that we know, 501 for one that we do not.</summary>
    public static SipResponse NotAllowed(SipMethod method) => new(method == SipMethod.Unknown ? 501 : 405) { Headers = Headers };

    /// <summary>The request insists on extensions that we do not have.</summary>
    public static SipResponse BadExtension(IEnumerable<string> foreign) => new(420) { Headers = [new("Unsupported", string.Join(", ", foreign))] };

    /// <summary>The session would expire too soon (RFC 4028 section 6).</summary>
    public static SipResponse IntervalTooSmall { get; } = new(422)
    {
        Headers = [new("Min-SE", ((int)SessionInterval.Shortest.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture))],
    };

    /// <summary>The headers of our 2xx to an INVITE or UPDATE. A peer that shall refresh must understand that it shall (RFC 4028 section 9).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> WithTimer(SessionInterval? interval) => interval is not { } agreed
        ? Headers
        : agreed.Refresher == Refresher.Uac
            ? [.. Headers, new("Require", SessionInterval.Extension), new("Session-Expires", agreed.Value)]
            : [.. Headers, new("Session-Expires", agreed.Value)];
}
