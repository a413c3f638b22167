using Futwork.Realtime.Sip.Digest;
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
        if (!TryAnswer(stack, invite, transaction, session.Terms.Authorizer, session.Media, session.Leg)) return;
        CallLog.Replaced(stack.Logger, session.Terms.Dialog.Id.CallId);
        session.Yield();
    }

    /// <summary>Answers the newcomer, who has the leg and its sound from then on; <c>false</c> when there is no sound in common, and all stays as it was.</summary>
    public static bool TryAnswer(SipStack stack, SipMessage invite, InviteServerTransaction transaction, DigestAuthorizer authorizer, CallMedia media, CallLeg leg)
    {
        var tag = stack.Transactions.NewTag();
        Action start = static () => { };
        var offered = invite.Body.IsEmpty;
        byte[] sdp;
        if (offered) sdp = media.OfferToNewcomer();
        else if (!media.TryAnswerNewcomer(invite.Body, out sdp, out start))
        {
            transaction.Respond(488, tag);
            return false;
        }

        var contact = SipStack.Contact(transaction.Flow, SipUri.EscapeUser(SipUri.UserOf(invite.RequestUri)), Dialog.WantsSecureContact(invite));
        var terms = SessionTerms.OfRequest(Dialog.FromRequest(invite, tag, transaction.Flow), authorizer, contact, invite, stack.Options.SessionExpires);
        var next = new CallSession(stack, terms, media, leg);
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
        return true;
    }
}
