using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// An INVITE with Replaces for a call of ours (RFC 3891): the caller takes the place of whoever we talk to, the conversation goes on with the
/// same sound, and the one who was replaced is hung up.
/// </summary>
internal sealed class Takeover(SipStack stack, CallSession session)
{
    /// <summary>Why the call cannot be taken over (section 3); null when it can. Whoever is no peer of the call's line is refused, whatever he knows.</summary>
    public SipResponse? Refusal(SipFlow flow, ReplacesHeader replaces)
    {
        if (!session.Leg.IsPeer(flow.Remote.Address) && !session.Terms.Dialog.Flow.Remote.Address.Equals(flow.Remote.Address)) return new SipResponse(403);
        if (session.IsOver) return new SipResponse(603);
        if (replaces.EarlyOnly) return new SipResponse(486);
        return session.IsChanging ? new SipResponse(500) { Headers = [new("Retry-After", "1")] } : null;
    }

    public void Accept(SipMessage invite, InviteServerTransaction transaction)
    {
        var tag = stack.Transactions.NewTag();
        Action start = static () => { };
        var offered = invite.Body.IsEmpty;
        byte[] sdp;
        if (offered) sdp = session.Media.Offer();
        else if (!session.Media.TryAnswer(invite.Body, out sdp, out start))
        {
            transaction.Respond(488, tag);
            return;
        }

        var contact = SipStack.Contact(transaction.Flow, SipUri.EscapeUser(SipUri.UserOf(invite.RequestUri)), Dialog.WantsSecureContact(invite));
        var terms = SessionTerms.OfRequest(Dialog.FromRequest(invite, tag, transaction.Flow), session.Terms.Authorizer, contact, invite, stack.Options.SessionExpires);
        var next = new CallSession(stack, terms, session.Media, session.Leg);
        next.AwaitAck(transaction, invite.CSeq, offered);
        transaction.Respond(new SipResponse(200)
        {
            ToTag = tag,
            Contact = contact,
            Headers = Capabilities.WithTimer(terms.Interval),
            Body = sdp,
            ContentType = SdpDescription.ContentType,
        });
        start();
        CallLog.Replaced(stack.Logger, session.Terms.Dialog.Id.CallId);
        session.Yield();
    }
}
