using System.Security.Cryptography;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>An INVITE of ours within a session, one at a time (RFC 3261 section 14.1).</summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="dialog">The session's dialog.</param>
/// <param name="authorizer">Answers challenges.</param>
/// <param name="contact">Our Contact.</param>
/// <param name="weCalled">We own the Call-ID: after a collision we wait the longer (RFC 3261 section 14.1).</param>
internal sealed class Reinvitation(SipStack stack, Dialog dialog, DigestAuthorizer authorizer, string contact, bool weCalled) : Timed
{
    private Change? _change;
    private SipRequest? _request;
    private InviteClientTransaction? _transaction;
    private AnsweredForks _answered = new(stack, authorizer);

    /// <summary>An INVITE is out or waits to be sent again after a collision.</summary>
    public bool IsBusy => _change is not null;

    /// <summary>An INVITE of ours is out and has no final response: one of the peer's now collides with it (491).</summary>
    public bool IsPending => _request is not null;

    /// <summary>Sends it. <paramref name="done"/> hears of the final response, a 2xx being acknowledged already, or of the failure.</summary>
    /// <param name="offer">What is offered, asked each time that it is sent: a collision was with a change of the peer's.</param>
    /// <param name="interval">The session's.</param>
    /// <param name="done">Told once.</param>
    public void Start(Func<byte[]> offer, SessionInterval? interval, ResponseHandler done)
    {
        _change = new Change(offer, interval, done);
        Begin();
    }

    public void Stop()
    {
        stack.Timers.Cancel(this);
        _change = null;
        // One that got no more than a 1xx would wait for ever.
        _transaction?.ExpectFinalResponse();
    }

    internal override void OnDue()
    {
        if (_change is not null) Begin();
    }

    private void Begin()
    {
        var change = _change!;
        _answered = new AnsweredForks(stack, authorizer);
        var invite = dialog.NewRequest(SipMethod.Invite);
        _request = new SipRequest
        {
            Method = SipMethod.Invite,
            Uri = invite.Uri,
            From = invite.From,
            To = invite.To,
            CallId = invite.CallId,
            CSeq = invite.CSeq,
            Routes = invite.Routes,
            Headers = [new("Contact", contact), .. Capabilities.Headers, new("User-Agent", stack.Options.UserAgent)],
            Body = change.Offer(),
            ContentType = SdpDescription.ContentType,
        };
        if (change.Interval is { } interval) _request.Headers.Add(new("Session-Expires", interval.Value));
        Send(_request, _answered);
    }

    private void Send(SipRequest request, AnsweredForks answered)
    {
        authorizer.Authorize(request);
        var transaction = stack.Transactions.Invite(request, dialog.NextHop(stack.Transports), (response, failure) => OnResponse(request, answered, response, failure));
        // It may have failed already.
        if (ReferenceEquals(_request, request)) _transaction = transaction;
    }

    private void OnResponse(SipRequest request, AnsweredForks answered, SipMessage? response, TransactionFailure failure)
    {
        if (response is { Status: < 200 }) return;
        // Not at the repeated 2xx of an earlier one.
        if (ReferenceEquals(_request, request)) _transaction = null;
        if (response is { Status: < 300 })
        {
            if (answered.TryAckAgain(response)) return;
            authorizer.Accepted();
            dialog.Follow(response);
            answered.Ack(dialog, request);
        }
        else if (response is { Status: 401 or 407 } && _change is not null && authorizer.TryTake(response))
        {
            request.CSeq = ++dialog.LocalCSeq;
            Send(request, answered);
            return;
        }

        _request = null;
        if (response is { Status: 491 } && _change is not null)
        {
            stack.Timers.Set(this, stack.Now + CollisionWait());
            return;
        }

        var done = _change?.Done;
        _change = null;
        done?.Invoke(response, failure);
    }

    /// <summary>In steps of 10 ms: 2.1 to 4 s for the side that called, at most 2 s for the other.</summary>
    private TimeSpan CollisionWait() =>
        TimeSpan.FromMilliseconds(10 * (weCalled ? RandomNumberGenerator.GetInt32(210, 401) : RandomNumberGenerator.GetInt32(0, 201)));

    private sealed record Change(Func<byte[]> Offer, SessionInterval? Interval, ResponseHandler Done);
}
