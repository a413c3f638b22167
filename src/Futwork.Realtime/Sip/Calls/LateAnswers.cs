using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Calls of ours that ended without any final response. Their transactions are forgotten after 64·T1 (RFC 3261 section 9.1), but a far
/// end that every 1xx or CANCEL failed to reach may answer minutes later: somebody is then on a live line, and must be released.
/// </summary>
internal sealed class LateAnswers
{
    /// <summary>Longer than anybody lets a phone ring; a proxy's own limit (timer C, section 16.6) is three minutes.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private const int MaxCalls = 10_000;

    private readonly Dictionary<DialogId, Action<SipMessage>> _calls = [];
    private readonly Queue<(TimeSpan Until, DialogId Id)> _order = [];

    /// <summary><paramref name="release"/> is called for each 2xx that still comes.</summary>
    public void Remember(DialogId id, Action<SipMessage> release, TimeSpan now)
    {
        Forget(now);
        if (_calls.TryAdd(id, release)) _order.Enqueue((now + Kept, id));
    }

    /// <summary>Hands a 2xx that no transaction waits for to its call; <c>false</c> when there is none.</summary>
    public bool TryRelease(SipMessage answer, TimeSpan now)
    {
        Forget(now);
        if (!_calls.TryGetValue(new DialogId(SipSyntax.Text(answer.CallId), SipSyntax.Text(answer.FromTag)), out var release)) return false;
        release(answer);
        return true;
    }

    private void Forget(TimeSpan now)
    {
        while (_order.TryPeek(out var oldest) && (oldest.Until <= now || _order.Count > MaxCalls)) _calls.Remove(_order.Dequeue().Id);
    }
}
