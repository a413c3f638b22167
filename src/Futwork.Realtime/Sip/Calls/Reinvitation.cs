using System.Security.Cryptography;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>An INVITE of ours within a session, one at a time (RFC 3261 section 14.1), by <see cref="EitherWay"/> to the peer.</summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="dialog">The session's dialog.</param>
/// <param name="authorizer">Answers challenges.</param>
/// <param name="contact">Our Contact.</param>
/// <param name="weCalled">We own the Call-ID: after a collision we wait the longer (RFC 3261 section 14.1).</param>
internal sealed class Reinvitation(SipStack stack, Dialog dialog, DigestAuthorizer authorizer, string contact, bool weCalled) : Timed
{
    private Change? _change;
    private Attempt? _attempt;
    private InviteClientTransaction? _transaction;

    /// <summary>An INVITE is out or waits to be sent again after a collision.</summary>
    public bool IsBusy => _change is not null;

    /// <summary>An INVITE of ours is out and has no final response: one of the peer's now collides with it (491).</summary>
    public bool IsPending => _attempt is not null;

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
        _transaction?.Abandon();
    }

    internal override void OnDue()
    {
        if (_change is not null) Begin();
    }

    private void Begin()
    {
        var change = _change!;
        new EitherWay(
            stack,
            dialog,
            () => ReferenceEquals(_change, change),
            (over, heard) => Send(new Attempt(Invite(change), new AnsweredForks(stack, authorizer), over, heard)),
            OnOver).Start();
    }

    private SipRequest Invite(Change change)
    {
        var invite = dialog.NewRequest(SipMethod.Invite);
        var request = new SipRequest
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
        if (change.Interval is { } interval) request.Headers.Add(new("Session-Expires", interval.Value));
        return request;
    }

    private void Send(Attempt attempt)
    {
        authorizer.Authorize(attempt.Invite);
        // One that nobody has heard by the way before is repeated no more; should it be answered all the same, that is acknowledged.
        _transaction?.Abandon();
        _attempt = attempt;
        var transaction = stack.Transactions.Invite(attempt.Invite, attempt.Over ?? dialog.NextHop(stack.Transports), (response, failure) => OnResponse(attempt, response, failure));
        // It may have failed already.
        if (ReferenceEquals(_attempt, attempt)) _transaction = transaction;
    }

    private void OnResponse(Attempt attempt, SipMessage? response, TransactionFailure failure)
    {
        if (response is { Status: >= 200 and < 300 })
        {
            if (attempt.Answered.TryAckAgain(response)) return;
            authorizer.Accepted();
            dialog.Keep(attempt.Over);
            dialog.Follow(response);
            attempt.Answered.Ack(dialog, attempt.Invite);
        }
        else if (response is { Status: 401 or 407 } && _change is not null && ReferenceEquals(_attempt, attempt) && authorizer.TryTake(response))
        {
            attempt.Invite.CSeq = ++dialog.LocalCSeq;
            Send(attempt);
            return;
        }

        attempt.Heard(response, failure);
    }

    private void OnOver(SipMessage? response, TransactionFailure failure)
    {
        // It may be another than what was answered.
        _transaction?.Abandon();
        (_attempt, _transaction) = (null, null);
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

    /// <summary>It goes out by one way.</summary>
    /// <param name="Invite">What is sent.</param>
    /// <param name="Answered">The 2xx that it got.</param>
    /// <param name="Over">The way; null: where the dialog's requests go.</param>
    /// <param name="Heard">Told of what becomes of it.</param>
    private sealed record Attempt(SipRequest Invite, AnsweredForks Answered, SipFlow? Over, ResponseHandler Heard);
}
