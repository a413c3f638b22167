using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>An INVITE of ours, from the dial to the answer or the reason for there being none.</summary>
internal sealed class OutboundCall : CallControl
{
    private const string RingTimeoutReason = "SIP;cause=487;text=\"Ring timeout\"";

    private readonly SipStack _stack;
    private readonly SipDialRequest _dial;
    private readonly CallLeg _leg;
    private readonly CallMedia _media;
    private readonly DigestAuthorizer _authorizer;
    private readonly InviteProgress _progress;
    private readonly AnsweredForks _forks;
    private readonly string _localTag;
    private byte[] _earlySdp = [];
    private SipRequest? _request;
    private SipFlow? _flow;
    private InviteClientTransaction? _transaction;
    private LegResult? _verdict;
    private bool _cancelSent;

    public OutboundCall(SipStack stack, SipDialRequest dial, CallLeg leg, CallMedia media)
    {
        _stack = stack;
        _dial = dial;
        _leg = leg;
        _media = media;
        _localTag = stack.Transactions.NewTag();
        _authorizer = new DigestAuthorizer(dial.Credentials, stack.Transactions.NewTag);
        _progress = new InviteProgress(stack, dial.OnProgress);
        _forks = new AnsweredForks(stack, _authorizer);
        leg.Control = this;
        stack.Timers.Set(this, stack.Now + dial.RingTimeout);
    }

    /// <summary>Sends the INVITE, unless the call was given up while the address was looked up.</summary>
    public void Start(SipFlow flow)
    {
        if (_leg.IsOver) return;
        _flow = flow;
        var contact = SipStack.Contact(flow, SipUri.EscapeUser(_dial.From));
        _request = InviteRequest.Create(_dial, contact, _localTag, _stack.Options.UserAgent, _media.Offer());
        Send();
    }

    /// <summary>The call cannot be placed at all.</summary>
    public void Fail(LegResult result) => Finish(new LegAnswer(_verdict ?? result, _progress.Rang), LegEndedBy.Line);

    public override void HangUp() => Cancel(LegResult.Canceled);

    internal override void OnDue()
    {
        if (_verdict is null) Cancel(_progress.HasProvisional ? LegResult.NoAnswer : LegResult.Unreachable);
        else Finish(new LegAnswer(_verdict.Value, _progress.Rang), LegEndedBy.Local);
    }

    private void Send()
    {
        _authorizer.Authorize(_request!);
        _transaction = _stack.Transactions.Invite(_request!, _flow!, OnResponse);
    }

    private void OnResponse(SipMessage? response, TransactionFailure failure)
    {
        if (response is null) OnNoResponse();
        else if (response.Status < 200) OnProvisional(response);
        else if (response.Status < 300) OnAnswered(response);
        else if (response.Status is 401 or 407 && _verdict is null && _authorizer.TryTake(response))
        {
            _request!.CSeq++;
            Send();
        }
        else OnRefused(response);
    }

    private void OnProvisional(SipMessage response)
    {
        if (_verdict is not null) SendCancel();
        if (_leg.IsOver) return;
        if (response.Status is > 100 and < 200 && !response.Body.IsEmpty) _earlySdp = response.Body.ToArray();
        _progress.Saw(response);
    }

    private void OnRefused(SipMessage response)
    {
        var outcome = SipOutcome.Of(response.Status, ReasonHeader.Cause(response), _progress.Rang, RetryAfterHeader.Delay(response));
        // Our CANCEL makes the peer say 487; anything else crossed it and is the better answer, unless we gave up on purpose.
        if (_verdict is { } verdict && (verdict == LegResult.Canceled || response.Status == 487)) outcome = outcome with { Result = verdict };
        Finish(outcome, _verdict is null ? LegEndedBy.Remote : LegEndedBy.Local);
    }

    private void OnNoResponse() =>
        Finish(new LegAnswer(_verdict ?? (_progress.HasProvisional ? LegResult.Failed : LegResult.Unreachable), _progress.Rang), LegEndedBy.Line);

    private void OnAnswered(SipMessage response)
    {
        if (_forks.TryAckAgain(response)) return;
        var dialog = Dialog.FromResponse(_request!, _localTag, response, _flow!);
        _forks.Ack(dialog, _request!);
        _authorizer.Accepted();
        if (_verdict is not null || _leg.Answer.IsCompleted)
        {
            _forks.Release(dialog);
            if (_verdict is { } verdict) Finish(new LegAnswer(verdict, _progress.Rang, response.Status), LegEndedBy.Local);
            return;
        }

        _stack.Timers.Cancel(this);
        if (_media.TryStart(response.Body.IsEmpty ? _earlySdp : response.Body))
        {
            var contact = SipStack.Contact(_flow!, SipUri.EscapeUser(_dial.From));
            _ = new CallSession(_stack, dialog, _media, _leg, _authorizer, contact);
            _leg.Answered(new LegAnswer(LegResult.Answered, _progress.Rang, response.Status));
            return;
        }

        _forks.Release(dialog);
        Finish(new LegAnswer(LegResult.CarrierRejected, _progress.Rang, response.Status), LegEndedBy.Local);
    }

    private void Cancel(LegResult verdict)
    {
        if (_verdict is not null) return;
        _verdict = verdict;
        if (_transaction is null)
        {
            Finish(new LegAnswer(verdict, _progress.Rang), LegEndedBy.Local);
            return;
        }

        // Until a 1xx comes a CANCEL may not leave (RFC 3261 section 9.1); it waits for that.
        if (_transaction.IsProceeding) SendCancel();
        else _transaction.Abandon();
        _stack.Timers.Set(this, _stack.Now + Farewell);
    }

    private void SendCancel()
    {
        if (_cancelSent || _transaction is not { IsProceeding: true }) return;
        _cancelSent = true;
        _stack.Transactions.Cancel(_transaction, _verdict == LegResult.Canceled ? null : RingTimeoutReason);
    }

    private void Finish(LegAnswer answer, LegEndedBy by)
    {
        _stack.Timers.Cancel(this);
        _leg.Failed(answer, by);
    }
}
