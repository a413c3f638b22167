using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>What the INVITE and its 2xx have settled about a session, besides its sound.</summary>
/// <param name="Dialog">The session's dialog.</param>
/// <param name="Authorizer">Answers the peer's challenges.</param>
/// <param name="Contact">Our Contact.</param>
/// <param name="WeCalled">The INVITE was ours.</param>
/// <param name="PeerUpdates">The peer answers to UPDATE.</param>
/// <param name="Interval">How long it lives without a sign of life; null: for ever.</param>
internal sealed record SessionTerms(Dialog Dialog, DigestAuthorizer Authorizer, string Contact, bool WeCalled, bool PeerUpdates, SessionInterval? Interval)
{
    /// <summary>Our INVITE was answered.</summary>
    public static SessionTerms OfResponse(Dialog dialog, DigestAuthorizer authorizer, string contact, SipMessage response) =>
        new(dialog, authorizer, contact, WeCalled: true, Extensions.IsAllowed(response, SipMethod.Update), SessionInterval.Of(response));

    /// <summary>We answer the peer's INVITE.</summary>
    public static SessionTerms OfRequest(Dialog dialog, DigestAuthorizer authorizer, string contact, SipMessage invite, TimeSpan? own) =>
        new(dialog, authorizer, contact, WeCalled: false, Extensions.IsAllowed(invite, SipMethod.Update), SessionInterval.AnswerTo(invite, own));
}
