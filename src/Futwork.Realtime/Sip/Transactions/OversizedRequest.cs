using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>
/// What a request outside of a call may be at most. Its answer repeats much of it, may have to be kept for half a minute, and goes to wherever a
/// datagram says that it came from.
/// </summary>
internal static class OversizedRequest
{
    /// <summary>Bytes before the body: several times what carriers send.</summary>
    public const int MaxHead = 16 << 10;

    /// <summary>The refusal; null when it is not too large.</summary>
    public static SipResponse? Answer(SipMessage request)
    {
        if (!request.ToTag.IsEmpty) return null;
        if (request.HeadLength > MaxHead) return new SipResponse(513);
        return request.Count(SipHeader.Via) > SipResponseTemplate.MaxVias ? new SipResponse(483) : null;
    }
}
