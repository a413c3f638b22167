using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// A request within a dialog whose peer may not be where its Contact says. Where there is another way to it (<see cref="Dialog.OtherWay"/>), and nothing is heard by the first for a while or
/// whoever answers there knows of no such call, it is said once more by the second: as a new request, with a CSeq number of its own (RFC 3261 section 12.2.1.1).
/// </summary>
/// <param name="stack">What the dialog belongs to.</param>
/// <param name="dialog">The dialog.</param>
/// <param name="isWanted">Whether it may still be said by the second way.</param>
/// <param name="send">Sends it over that flow; null: where the dialog's requests go. The handler is to be told of its final response, or of there being none, and may be of others.</param>
/// <param name="done">Told once: of the final response of whoever knows of the call, else of what was said or, where nobody said anything, of the last failure.</param>
internal sealed class EitherWay(SipStack stack, Dialog dialog, Func<bool> isWanted, Action<SipFlow?, ResponseHandler> send, ResponseHandler done) : Timed
{
    /// <summary>By then it was sent three times.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private SipFlow? _otherWay;
    private SipMessage? _said;
    private int _open;
    private bool _isOver;

    /// <param name="waits">It would do harm if it were heard twice: it is said by the second way only when there is no hope for the first.</param>
    public void Start(bool waits = false)
    {
        _otherWay = dialog.OtherWay(stack.Transports);
        if (_otherWay is not null && !waits) stack.Timers.Set(this, stack.Now + Patience);
        Send(over: null);
    }

    internal override void OnDue() => TryOtherWay();

    private bool TryOtherWay()
    {
        if (_otherWay is not { } way || !isWanted()) return false;
        _otherWay = null;
        Send(way);
        return true;
    }

    private void Send(SipFlow? over)
    {
        _open++;
        send(over, OnHeard);
    }

    private void OnHeard(SipMessage? response, TransactionFailure failure)
    {
        if (_isOver) return;
        stack.Timers.Cancel(this);
        if (response is { Status: < 200 }) return;
        _open--;
        var isDenial = IsDenial(response);
        // A peer that has both refuses one because of the other (RFC 3261 sections 12.2.2 and 14.2, RFC 3311 section 5.2), or asks each for the password with a nonce of its own.
        if (isDenial || response is { Status: 401 or 407 or 491 or 500 })
        {
            if (response is not null && (!isDenial || IsDenial(_said))) _said = response.Clone();
            if ((isDenial && TryOtherWay()) || _open > 0) return;
        }

        _isOver = true;
        // What somebody says by one way tells more than the silence of the other.
        if (isDenial && _said is not null) done(_said, TransactionFailure.None);
        else done(response, failure);
    }

    /// <summary>Nobody who knows of the call has said this.</summary>
    private static bool IsDenial(SipMessage? response) => response is null or { Status: 404 or 408 or 481 };
}
