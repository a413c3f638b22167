using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// A BYE of ours that must be heard. Where there is another way to the peer (<see cref="Dialog.OtherWay"/>), and nothing is heard by the first for a while or whoever
/// answers there knows of no such call, it is said once more by the second.
/// </summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="dialog">The session's dialog.</param>
/// <param name="send">Sends a BYE over that flow; null: where the dialog's requests go.</param>
/// <param name="done">Told once, of the final response, or of there being none.</param>
internal sealed class Goodbye(SipStack stack, Dialog dialog, Action<SipFlow?, ResponseHandler> send, Action done) : Timed
{
    /// <summary>By then it was sent three times.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private SipFlow? _otherWay;
    private bool _isOver;

    public void Say()
    {
        _otherWay = dialog.OtherWay(stack.Transports);
        if (_otherWay is not null) stack.Timers.Set(this, stack.Now + Patience);
        Send(over: null);
    }

    internal override void OnDue()
    {
        if (_otherWay is not { } way) return;
        _otherWay = null;
        Send(way);
    }

    private void Send(SipFlow? over) => send(over, (response, _) => OnOver(response));

    private void OnOver(SipMessage? response)
    {
        if (_isOver) return;
        stack.Timers.Cancel(this);
        if (response is null or { Status: 404 or 408 or 481 } && _otherWay is not null)
        {
            OnDue();
            return;
        }

        _isOver = true;
        done();
    }
}
