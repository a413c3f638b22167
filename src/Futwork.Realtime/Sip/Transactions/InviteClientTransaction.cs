using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>
/// An INVITE of ours (RFC 3261 section 17.1.1, with the Accepted state of RFC 6026: every 2xx, the forked and the repeated
/// ones too, comes through here for 64·T1).
/// </summary>
internal sealed class InviteClientTransaction(
    TransactionLayer layer, SipRequest request, SipFlow flow, string branch, ResponseHandler handler)
    : ClientTransaction(layer, request, flow, branch, handler)
{
    private State _state = State.Calling;
    private byte[] _ack = [];
    private bool _isAbandoned;

    private enum State : byte
    {
        Calling,
        Proceeding,
        Accepted,
        Completed,
    }

    /// <summary>A 1xx has come, so a CANCEL may be sent (RFC 3261 section 9.1).</summary>
    public bool IsProceeding => _state == State.Proceeding;

    protected override bool HasFinalResponse => _state is State.Accepted or State.Completed;

    /// <summary>Nobody waits for it any more: it is not repeated, a late response is still handled, and after a 1xx none is waited for without end.</summary>
    public void Abandon()
    {
        if (_state == State.Calling)
        {
            _isAbandoned = true;
            StopRetransmitting();
        }
        else ExpectFinalResponse();
    }

    /// <summary>The INVITE has not left, and will not.</summary>
    public void Withdraw() => Terminate();

    /// <summary>The call is answered: what else may come, repetitions and other forks, is told to <paramref name="rest"/>.</summary>
    public void LeaveTo(ResponseHandler rest) => Handler = rest;

    /// <summary>After a CANCEL the final response must come within 64·T1 (section 9.1), as when nobody waits for it any more.</summary>
    public void ExpectFinalResponse()
    {
        if (IsProceeding) ExpireAfter(SipTimers.Lifetime);
    }

    public override void OnResponse(SipMessage response)
    {
        if (_state == State.Completed)
        {
            if (response.Status >= 300) Flow.Send(_ack);
        }
        else if (_state == State.Accepted)
        {
            if (response.Status is >= 200 and < 300) Handler(response, TransactionFailure.None);
        }
        else if (response.Status < 200) OnProvisional(response);
        else OnFinal(response);
    }

    protected override TimeSpan NextInterval(TimeSpan interval) => interval * 2;

    protected override void OnExpired()
    {
        if (HasFinalResponse) Terminate();
        else Fail(TransactionFailure.Timeout);
    }

    private void OnProvisional(SipMessage response)
    {
        if (_state == State.Calling)
        {
            _state = State.Proceeding;
            StopRetransmitting();
            ExpireAfter(_isAbandoned ? SipTimers.Lifetime : Timeout.InfiniteTimeSpan);
        }

        Handler(response, TransactionFailure.None);
    }

    private void OnFinal(SipMessage response)
    {
        var user = Handler;
        if (response.Status < 300)
        {
            _state = State.Accepted;
            Linger(SipTimers.Lifetime, user);
        }
        else
        {
            _state = State.Completed;
            _ack = Ack(response);
            Flow.Send(_ack);
            if (IsReliable) Terminate();
            else Linger(SipTimers.Lifetime, rest: null);
        }

        user(response, TransactionFailure.None);
    }
}
