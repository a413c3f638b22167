using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>An answered call: what the peer asks within it, and its end.</summary>
internal sealed class CallSession : CallControl
{
    private readonly SipStack _stack;
    private readonly SessionTerms _terms;
    private readonly CallMedia _media;
    private readonly CallLeg _leg;
    private readonly InDialogRequest _requests;
    private readonly Reinvitation _reinvitation;
    private readonly SessionRefresh _refresh;
    private readonly DialogProbe _probe;
    private PendingAck? _pendingAck;
    private LegEnding? _ending;
    private string? _byeReason;
    private bool _byeSent;
    private BlindTransfer? _transfer;
    private bool _replaced;

    public CallSession(SipStack stack, SessionTerms terms, CallMedia media, CallLeg leg)
    {
        _stack = stack;
        _terms = terms;
        _media = media;
        _leg = leg;
        _requests = new InDialogRequest(stack, terms.Dialog, terms.Authorizer);
        _reinvitation = new Reinvitation(stack, terms.Dialog, terms.Authorizer, terms.Contact, terms.WeCalled);
        _refresh = new SessionRefresh(stack, _requests, _reinvitation, media, terms.Contact, OnDead) { PeerUpdates = terms.PeerUpdates };
        _refresh.Agree(terms.Interval, terms.WeCalled);
        _probe = new DialogProbe(stack, _requests, media, () => !_refresh.IsTimed && media.MayBeSilent, OnDead);
        _probe.Start();
        leg.Control = this;
        media.TimedOut = OnMediaTimedOut;
        stack.Sessions[terms.Dialog.Id] = this;
    }

    private Dialog Dialog => _terms.Dialog;

    public CallLeg Leg => _leg;

    public CallMedia Media => _media;

    public SessionTerms Terms => _terms;

    public string RemoteTag => Dialog.RemoteTag;

    public bool IsOver => _ending is not null;

    /// <summary>An offer of either side has no answer yet.</summary>
    public bool IsChanging => _pendingAck is not null || _reinvitation.IsPending;

    /// <summary>The call's requests go over this connection.</summary>
    public bool Uses(Transport.SipFlow flow) => Dialog.Uses(flow);

    public bool IsPeer(SipMessage request) => SipSyntax.Text(request.FromTag) == Dialog.RemoteTag;

    public override void HangUp() => Close(new LegEnding(LegEndedBy.Local), reason: "Q.850;cause=16;text=\"Normal call clearing\"");

    public override string? ReplacingTarget
    {
        get
        {
            var target = Dialog.RemoteTarget.Split('?')[0];
            var replaces = $"{Dialog.Id.CallId};to-tag={Dialog.RemoteTag};from-tag={Dialog.Id.LocalTag}";
            return $"{target}?Replaces={Uri.EscapeDataString(replaces)}";
        }
    }

    public override Task<LegTransfer> TransferAsync(string number)
    {
        if (_ending is not null || _transfer is { IsOver: false } || TransferTarget(number) is not { } target) return Task.FromResult(LegTransfer.NotPossible);
        _transfer = new BlindTransfer(_stack);
        _transfer.Start(_requests, target, _terms.Contact);
        return _transfer.Result;
    }

    /// <summary>A 2xx of ours waits for its ACK; <paramref name="offered"/> says that the ACK brings the answer to our offer.</summary>
    public void AwaitAck(InviteServerTransaction invite, uint cseq, bool offered)
    {
        _pendingAck = new PendingAck(invite, cseq, offered);
        invite.AckMissing = () =>
        {
            _pendingAck = null;
            if (_ending is null) Close(new LegEnding(LegEndedBy.Line), reason: null);
            else SendBye();
        };
    }

    /// <summary>Another session goes on with the call and its sound; this one's peer is hung up, and nobody hears of that.</summary>
    public void Yield()
    {
        _replaced = true;
        _ending = new LegEnding(LegEndedBy.Local);
        _byeReason = "SIP;cause=200;text=\"Replaced\"";
        StopTimers();
        _transfer?.OnLegOver(_ending);
        SendBye();
    }

    public void ReceiveAck(SipMessage ack)
    {
        if (_pendingAck is not { } pending || pending.CSeq != ack.CSeq) return;
        _pendingAck = null;
        pending.Invite.OnAck();
        if (_ending is not null) SendBye();
        else if (pending.Offered && !_media.TryStart(ack.Body)) Close(new LegEnding(LegEndedBy.Line), reason: "Q.850;cause=88;text=\"Incompatible destination\"");
    }

    public void Receive(SipMessage request, ServerTransaction transaction)
    {
        // Out of order: an older request overtaken on the way (RFC 3261 section 12.2.2).
        if (request.CSeq < Dialog.RemoteCSeq)
        {
            transaction.Respond(500);
            return;
        }

        Dialog.RemoteCSeq = request.CSeq;
        switch (request.Method)
        {
            case SipMethod.Bye:
                transaction.Respond(200);
                End(_ending ?? new LegEnding(LegEndedBy.Remote, ReasonHeader.Cause(request)));
                break;
            case SipMethod.Invite:
                Reinvite(request, (InviteServerTransaction)transaction);
                break;
            case SipMethod.Update:
                Update(request, transaction);
                break;
            case SipMethod.Notify:
                Notified(request, transaction);
                break;
            case SipMethod.Info:
                transaction.Respond(KeyInfo.Answer(request, _media.Press));
                break;
            case SipMethod.Prack:
                // It acknowledges the ringing that our answer has overtaken (RFC 3262 section 3).
                transaction.Respond(200);
                break;
            case SipMethod.Options:
                transaction.Respond(Capabilities.Response);
                break;
            default:
                transaction.Respond(Capabilities.NotAllowed(request.Method));
                break;
        }
    }

    internal override void OnDue()
    {
        // The peer did not confirm in time. The BYE goes on being repeated by its transaction.
        if (_ending is null) return;
        _transfer?.OnLegOver(_ending);
        _leg.End(_ending);
    }

    /// <summary>The peer changes the sound, holds, or refreshes the session (RFC 3261 section 14.2).</summary>
    private void Reinvite(SipMessage request, InviteServerTransaction transaction)
    {
        if (Refusal(request) is { } refusal)
        {
            transaction.Respond(refusal);
            return;
        }

        Action start = static () => { };
        var offered = request.Body.IsEmpty;
        byte[] body;
        if (offered) body = _media.Offer();
        else if (!_media.TryAnswer(request.Body, out body, out start))
        {
            transaction.Respond(488);
            return;
        }

        AwaitAck(transaction, request.CSeq, offered);
        transaction.Respond(Accept(request, body));
        start();
    }

    /// <summary>The peer does the same by UPDATE (RFC 3311 section 5.2), or only refreshes.</summary>
    private void Update(SipMessage request, ServerTransaction transaction)
    {
        Action start = static () => { };
        byte[] body = [];
        if (Refusal(request) is { } refusal) transaction.Respond(refusal);
        else if (!request.Body.IsEmpty && !_media.TryAnswer(request.Body, out body, out start)) transaction.Respond(488);
        else
        {
            transaction.Respond(Accept(request, body));
            start();
        }
    }

    /// <summary>Why a change that the peer wants cannot be taken; null when it can.</summary>
    private SipResponse? Refusal(SipMessage request)
    {
        if (_ending is not null) return new SipResponse(481);
        if (Extensions.Foreign(request) is { Count: > 0 } foreign) return Capabilities.BadExtension(foreign);
        if (SessionInterval.IsTooShort(request)) return Capabilities.IntervalTooSmall;
        var offers = request.Method == SipMethod.Invite || !request.Body.IsEmpty;
        return offers && IsChanging ? new SipResponse(491) : null;
    }

    private SipResponse Accept(SipMessage request, byte[] body)
    {
        Dialog.Follow(request);
        var interval = SessionInterval.AnswerTo(request, _stack.Options.SessionExpires);
        _refresh.PeerUpdates |= Extensions.IsAllowed(request, SipMethod.Update);
        _refresh.Agree(interval, weAsked: false);
        return new SipResponse(200)
        {
            Contact = _terms.Contact,
            Headers = Capabilities.WithTimer(interval),
            Body = body,
            ContentType = body.Length == 0 ? null : SdpDescription.ContentType,
        };
    }

    private void Notified(SipMessage request, ServerTransaction transaction)
    {
        if (!SipSyntax.Text(request.Value(SipHeader.Event)).StartsWith("refer", StringComparison.OrdinalIgnoreCase))
        {
            transaction.Respond(new SipResponse(489) { Headers = [new("Allow-Events", "refer")] });
            return;
        }

        transaction.Respond(_transfer is null ? 481 : 200);
        _transfer?.OnNotify(request);
    }

    /// <summary>The number as the carrier writes numbers, at the peer that we talk to.</summary>
    private string? TransferTarget(string number)
    {
        if (number.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || number.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)) return number;
        if (!SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(Dialog.RemoteUri), out var peer)) return null;
        var user = _leg.Numbers?.Write(number) ?? (peer.User.StartsWith("+"u8) ? number : number.TrimStart('+'));
        var port = peer.Port == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{peer.Port}");
        return $"sip:{SipUri.EscapeUser(user)}@{SipSyntax.Text(peer.Host)}{port}";
    }

    /// <summary>The peer's signalling has died: no refresh went through (RFC 4028 section 10), or it knows nothing of a call on which there is no sound to tell.</summary>
    private void OnDead()
    {
        if (_ending is not null || _leg.IsOver) return;
        CallLog.SessionExpired(_stack.Logger, Dialog.Id.CallId);
        Close(new LegEnding(LegEndedBy.Line), reason: "SIP;cause=408;text=\"Session expired\"");
    }

    private void OnMediaTimedOut()
    {
        using var scope = _stack.Enter();
        // A failure is told once, and not mended by the end of a hold.
        if (_ending is not null || _leg.IsOver || (_media.IsHeld && !_media.HasFailed)) return;
        CallLog.MediaTimedOut(_stack.Logger, Dialog.Id.CallId);
        Close(new LegEnding(LegEndedBy.Line), reason: "Q.850;cause=41;text=\"Media timeout\"");
    }

    private void Close(LegEnding ending, string? reason)
    {
        if (_ending is not null || _leg.IsOver) return;
        _ending = ending;
        _byeReason = reason;
        _media.Dispose();
        StopTimers();
        _stack.Timers.Set(this, _stack.Now + Farewell);
        // A callee may not send BYE before the ACK of its 2xx has come (RFC 3261 section 15).
        if (_pendingAck is null) SendBye();
    }

    private void SendBye()
    {
        if (_byeSent) return;
        _byeSent = true;
        _requests.Bye(_byeReason, () => End(_ending!));
    }

    private void End(LegEnding ending)
    {
        _ending = ending;
        _byeSent = true;
        _pendingAck?.Invite.OnAck();
        _pendingAck = null;
        _stack.Timers.Cancel(this);
        StopTimers();
        _stack.Sessions.Remove(Dialog.Id);
        _transfer?.OnLegOver(ending);
        if (!_replaced) _leg.End(ending);
    }

    private void StopTimers()
    {
        _requests.Stop();
        _refresh.Stop();
        _reinvitation.Stop();
        _probe.Stop();
    }

    private sealed record PendingAck(InviteServerTransaction Invite, uint CSeq, bool Offered);
}
