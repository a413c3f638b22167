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
    private SipDialRequest _dial;
    private readonly CallLeg _leg;
    private readonly CallMedia _media;
    private readonly DigestAuthorizer _authorizer;
    private readonly InviteProgress _progress;
    private readonly AnsweredForks _forks;
    private readonly EarlyDialogs _early;
    private readonly string _localTag;
    private EarlyEar? _ear;
    private SipRequest? _request;
    private SipFlow? _flow;
    private InviteClientTransaction? _transaction;
    private LegResult? _verdict;
    private bool _cancelSent;
    private bool _isBrief;
    private bool _heard;
    private bool _abandoned;
    private volatile bool _hasLeft;

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
        _early = new EarlyDialogs(stack, _authorizer, _localTag);
        leg.Control = this;
        stack.Timers.Set(this, stack.Now + dial.RingTimeout);
    }

    /// <summary>Asked before the attempt ends without an answer; true: the call goes on with another attempt (failover).</summary>
    public Func<LegAnswer, LegEndedBy, bool>? Elsewhere { get; set; }

    /// <summary>By then the INVITE has left, or it does not leave. Null: whenever it can.</summary>
    public TimeSpan? LeaveBy { get; set; }

    /// <summary>An INVITE of it has gone to the socket.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>Told once, of the peer's first word.</summary>
    public Action? Heard { get; set; }

    /// <summary>The sound, for another attempt.</summary>
    public CallMedia Media => _media;

    /// <summary>Where the peer sent us to (3xx), best first.</summary>
    public IReadOnlyList<string> Redirects { get; private set; } = [];

    /// <summary>The INVITE is out and nobody has said a word.</summary>
    public bool IsSilent => _transaction is not null && !_heard && !_abandoned && _verdict is null;

    /// <summary>Somebody, or its time, has ended the attempt.</summary>
    public bool IsGivenUp => _verdict is not null;

    private DialogId Id => new(_dial.CallId, _localTag);

    /// <summary>Whoever dials still wants it; else no INVITE leaves.</summary>
    private bool IsWanted => _dial.MayLeave?.Invoke() is not false;

    /// <summary>By which the peer reaches us, as far as we know by now.</summary>
    private string Contact => SipStack.Contact(_flow!, SipUri.EscapeUser(_dial.FromUser ?? _dial.From), _dial.Secure);

    /// <summary>Sends the INVITE, unless the call was given up while the address was looked up.</summary>
    public void Start(SipFlow flow, SipDialRequest dial)
    {
        if (_leg.IsOver) return;
        _dial = dial;
        _flow = flow;
        // Over UDP it should fit one packet.
        _isBrief = !flow.IsReliable && dial.MediaEncryption is not SipMediaEncryption.Off;
        _request = InviteRequest.Create(_dial, Contact, _localTag, _stack.Options, _media.Offer(_isBrief));
        if (_stack.Now > LeaveBy || !IsWanted)
        {
            EndUnsent();
            return;
        }

        _stack.Early[Id] = (request, transaction) => _early.Receive(request, transaction, _media, Contact);
        _stack.Placed[Id] = this;
        Send();
    }

    /// <summary>The call cannot be placed at all.</summary>
    public void Fail(LegResult result) => Finish(new LegAnswer(_verdict ?? result, _progress.Rang), LegEndedBy.Line);

    /// <summary>
    /// The call goes on elsewhere and nobody is to be rung twice: this INVITE is sent no more; should it still be taken, it is cancelled
    /// at its first 1xx, and at a 2xx acknowledged and hung up.
    /// </summary>
    public void Abandon()
    {
        _abandoned = true;
        _verdict = LegResult.Unreachable;
        _transaction?.Abandon();
        Stop();
    }

    public override void HangUp() => Cancel(LegResult.Canceled);

    /// <summary>Why nobody may take the place of the phone that rings (RFC 3891 section 3); null when that is possible. Each tag is a phone of its own.</summary>
    public SipResponse? RefusalOfTakeover(SipFlow flow, string remoteTag)
    {
        if (_early.Find(remoteTag) is null) return new SipResponse(481);
        if (!_leg.IsPeer(flow.Remote.Address) && !_flow!.Remote.Address.Equals(flow.Remote.Address)) return new SipResponse(403);
        return _verdict is null && !_leg.Answer.IsCompleted ? null : new SipResponse(603);
    }

    /// <summary>Somebody who calls us takes the place of the phone that rings: that is the answer to our call, which is cancelled.</summary>
    public void Yield(SipMessage invite, InviteServerTransaction transaction)
    {
        if (!Takeover.TryAnswer(_stack, invite, transaction, _authorizer, _media, _leg)) return;
        CallLog.Replaced(_stack.Logger, _dial.CallId);
        _leg.Answered(new LegAnswer(LegResult.Answered, _progress.Rang, SipStatus: 200));
        _abandoned = true;
        _verdict = LegResult.Canceled;
        Stop();
        SendCancel();
    }

    internal override void OnDue()
    {
        if (_verdict is null) Cancel(_progress.HasProvisional ? LegResult.NoAnswer : LegResult.Unreachable);
        else Finish(new LegAnswer(_verdict.Value, _progress.Rang), LegEndedBy.Local);
    }

    private void Send()
    {
        _authorizer.Authorize(_request!);
        _transaction = _stack.Transactions.Invite(_request!, _flow!, OnResponse, MayLeave);
        _stack.Large.Note(_flow!, _transaction.Size);
    }

    /// <summary>
    /// Asked as an INVITE goes to the socket, outside the gate where a connection had to be made first, and before it is repeated: one that nobody wants any more, or that has missed
    /// its place, does not leave. This process may have stood still since it was decided to send it.
    /// </summary>
    private bool MayLeave()
    {
        if (_abandoned || IsGivenUp) return false;
        if (IsWanted && (_hasLeft || !(_stack.Now > LeaveBy))) return _hasLeft = true;
        // It has left before and may have been heard: it is not repeated, and ends as it would have.
        if (_hasLeft && !_flow!.IsReliable) return false;
        _ = Task.Run(() =>
        {
            using var scope = _stack.Enter();
            if (_abandoned || IsGivenUp) return;
            _transaction?.Withdraw();
            EndUnsent();
        });
        return false;
    }

    /// <summary>An INVITE does not leave. One that was only asked for otherwise rang nobody: the call was not made. A phone that rang all the same has rung.</summary>
    private void EndUnsent() => Fail(_progress.Rang ? LegResult.NoAnswer : LegResult.Missed);

    private void OnResponse(SipMessage? response, TransactionFailure failure)
    {
        if (response is not null && !_heard)
        {
            _heard = true;
            Heard?.Invoke();
        }

        if (response is null) OnNoResponse(failure);
        else if (response.Status < 200) OnProvisional(response);
        else if (response.Status < 300) OnAnswered(response);
        else if (_verdict is null && CanTryAgain(response)) SendAgain();
        else OnRefused(response);
    }

    /// <summary>Where there is a password, it is this INVITE that rings.</summary>
    private void SendAgain()
    {
        if (!IsWanted)
        {
            EndUnsent();
            return;
        }

        _request!.CSeq = Math.Max(_request.CSeq, _early.LastCSeq) + 1;
        _request.Headers[_request.Headers.FindIndex(h => h.Key == "Contact")] = new("Contact", Contact);
        Send();
    }

    /// <summary>The INVITE has been put right after what the response demands.</summary>
    private bool CanTryAgain(SipMessage response) => response.Status switch
    {
        401 or 407 => _authorizer.TryTake(response),
        420 => InviteRequest.TryDrop(_request!, response.Text("Unsupported")),
        422 => SessionInterval.Least(response) is { } least && InviteRequest.TryLengthen(_request!, least),
        488 => TryOfferAll(),
        _ => false,
    };

    /// <summary>The peer may want another encryption than the one that was offered alone. A phone that rang is not rung again.</summary>
    private bool TryOfferAll()
    {
        if (!_isBrief || _progress.Rang) return false;
        _isBrief = false;
        _request!.Body = _media.Offer();
        return true;
    }

    private void OnProvisional(SipMessage response)
    {
        if (_verdict is not null) SendCancel();
        // The password was taken: a challenge to a PRACK is a new one.
        if (response.Status > 100) _authorizer.Accepted(isFinal: false);
        if (_leg.IsOver || _leg.Answer.IsCompleted || _abandoned) return;
        if (response.Status > 100 && !_early.Take(response, _request!, _flow!)) return;
        if (response.Status > 100 && !response.Body.IsEmpty) _media.Listen(response.Body, _ear ??= new EarlyEar(_dial.OnEarlySound?.Invoke()));
        _progress.Saw(response);
    }

    private void OnRefused(SipMessage response)
    {
        var outcome = SipOutcome.Of(response.Status, ReasonHeader.Cause(response), _progress.Rang, RetryAfterHeader.Delay(response));
        // Our CANCEL makes the peer say 487; anything else crossed it and is the better answer, unless we gave up on purpose.
        if (_verdict is { } verdict && (verdict == LegResult.Canceled || response.Status == 487)) outcome = outcome with { Result = verdict };
        if (response.Status < 400) Redirects = RedirectTargets.Of(response);
        Finish(outcome, _verdict is null ? LegEndedBy.Remote : LegEndedBy.Local);
    }

    private void OnNoResponse(TransactionFailure failure)
    {
        _stack.Late.Remember(Id, OnAnswered, _stack.Now);
        // The peer has the call and has lost us: somebody's phone may go on ringing, with nobody behind it.
        var mayRing = failure is TransactionFailure.Transport && _progress.HasProvisional;
        if (mayRing && _stack.Transports.Again(_flow!) is { } over) _stack.Transactions.Cancel(_transaction!, over);
        var goesOn = Finish(new LegAnswer(_verdict ?? (_progress.HasProvisional ? LegResult.Failed : LegResult.Unreachable), _progress.Rang || mayRing), LegEndedBy.Line);
        // This peer may answer all the same, late: it is hung up, since another is being called.
        if (goesOn) (_abandoned, _verdict) = (true, _verdict ?? LegResult.Unreachable);
    }

    private void OnAnswered(SipMessage response)
    {
        if (_forks.TryAckAgain(response)) return;
        if (_forks.IsFull)
        {
            _stack.Transactions.Counters.NotMatched();
            return;
        }

        var dialog = _early.Confirmed(response, _request!, _flow!);
        _forks.Ack(dialog, _request!);
        _authorizer.Accepted();
        if (_verdict is not null || _leg.Answer.IsCompleted)
        {
            _forks.Release(dialog);
            if (_verdict is { } verdict) Finish(new LegAnswer(verdict, _progress.Rang, response.Status), LegEndedBy.Local);
            return;
        }

        Stop();
        if (Accept(response, _early.Find(dialog.RemoteTag)) is { } start)
        {
            _transaction!.LeaveTo(_forks.Rest(_request!, _flow!, _early));
            _ = new CallSession(_stack, SessionTerms.OfResponse(dialog, _authorizer, Contact, response), _media, _leg);
            // Not before there is somebody who is told when it fails at once.
            start();
            _leg.Answered(new LegAnswer(LegResult.Answered, _progress.Rang, response.Status));
            return;
        }

        _forks.Release(dialog);
        Finish(new LegAnswer(LegResult.CarrierRejected, _progress.Rang, response.Status), LegEndedBy.Local);
    }

    /// <summary>What lets sound flow: as the last offer and answer of the dialog have it, which the 2xx may leave out. Null when we cannot carry it.</summary>
    private Action? Accept(SipMessage response, EarlyDialog? early) =>
        early?.Updated ?? _media.Accept(response.Body.IsEmpty && early is not null ? early.Sdp.Span : response.Body);

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
        _stack.Transactions.Cancel(_transaction, _verdict == LegResult.Canceled || _abandoned ? null : RingTimeoutReason);
    }

    /// <returns>The call goes on with another attempt.</returns>
    private bool Finish(LegAnswer answer, LegEndedBy by)
    {
        Stop();
        if (_abandoned) return false;
        answer = answer.Hearing(_ear?.Announcement);
        if (Elsewhere?.Invoke(answer, by) is true) return true;
        _leg.Failed(answer, by);
        return false;
    }

    private void Stop()
    {
        _stack.Timers.Cancel(this);
        _stack.Early.Remove(Id);
        _stack.Placed.Remove(Id);
    }
}
