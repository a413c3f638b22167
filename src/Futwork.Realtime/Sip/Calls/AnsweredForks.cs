using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Every 2xx that one INVITE got. Each is acknowledged, again for each repetition (RFC 3261 section 13.2.2.4); where a proxy
/// has forked the call there may be several, of which only one may live.
/// </summary>
internal sealed class AnsweredForks(SipStack stack, DigestAuthorizer authorizer)
{
    /// <summary>
    /// More forks than any proxy makes. A 2xx beyond them is passed over: whoever gets no ACK hangs up by himself
    /// (RFC 3261 section 13.3.1.4).
    /// </summary>
    public const int Most = 16;

    private readonly List<Answered> _answered = [];

    /// <summary>No further 2xx is taken.</summary>
    public bool IsFull => _answered.Count >= Most;

    /// <summary>
    /// Repeats the ACK when this 2xx is a repetition: by the way that the dialog began by too, where it went elsewhere. Nobody may be at the address that the Contact names, as seen from
    /// here, and whoever gets no ACK hangs up after 64·T1.
    /// </summary>
    public bool TryAckAgain(SipMessage response)
    {
        var tag = SipSyntax.Text(response.ToTag);
        if (_answered.Find(a => a.RemoteTag == tag) is not { } known) return false;
        stack.Transactions.Counters.Retransmitted();
        known.Flow.Send(known.Ack);
        known.OtherWay?.Send(known.Ack);
        return true;
    }

    /// <summary>The ACK bears the INVITE's credentials, for proxies that check every request (RFC 3261 section 13.2.2.4).</summary>
    public void Ack(Dialog dialog, SipRequest invite)
    {
        var ack = dialog.NewRequest(SipMethod.Ack, invite.CSeq);
        ack.Headers.AddRange(invite.Headers.Where(h => h.Key is "Authorization" or "Proxy-Authorization"));
        var flow = dialog.NextHop(stack.Transports);
        // Its Via names the protocol that it goes over.
        var other = dialog.OtherWay(stack.Transports) is { } way && way.Protocol == flow.Protocol ? way : null;
        _answered.Add(new Answered(dialog.RemoteTag, stack.Transactions.SendAck(ack, flow), flow, other));
    }

    /// <summary>What becomes of every further 2xx once one has been taken. It keeps nothing of the call and its sound.</summary>
    public ResponseHandler Rest(SipRequest invite, SipFlow flow, EarlyDialogs early) => (response, _) =>
    {
        if (response is null || TryAckAgain(response)) return;
        if (IsFull)
        {
            stack.Transactions.Counters.NotMatched();
            return;
        }

        var dialog = early.Confirmed(response, invite, flow);
        Ack(dialog, invite);
        Release(dialog);
    };

    /// <summary>Ends a dialog that nobody wants.</summary>
    public void Release(Dialog dialog) => new InDialogRequest(stack, dialog, authorizer).Bye(reason: null, static () => { });

    private sealed record Answered(string RemoteTag, byte[] Ack, SipFlow Flow, SipFlow? OtherWay);
}
