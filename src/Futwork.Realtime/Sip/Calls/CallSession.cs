using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>An answered call: what the peer asks within it, and its end.</summary>
internal sealed class CallSession : CallControl
{
    private readonly SipStack _stack;
    private readonly Dialog _dialog;
    private readonly CallMedia _media;
    private readonly CallLeg _leg;
    private readonly InDialogRequest _requests;
    private readonly string _contact;
    private PendingAck? _pendingAck;
    private LegEnding? _ending;
    private string? _byeReason;
    private bool _byeSent;
    private BlindTransfer? _transfer;

    public CallSession(SipStack stack, Dialog dialog, CallMedia media, CallLeg leg, DigestAuthorizer authorizer, string contact)
    {
        _stack = stack;
        _dialog = dialog;
        _media = media;
        _leg = leg;
        _contact = contact;
        _requests = new InDialogRequest(stack, dialog, authorizer);
        leg.Control = this;
        media.TimedOut = OnMediaTimedOut;
        stack.Sessions[dialog.Id] = this;
    }

    public bool IsPeer(SipMessage request) => SipSyntax.Text(request.FromTag) == _dialog.RemoteTag;

    public override void HangUp() => Close(new LegEnding(LegEndedBy.Local), reason: "Q.850;cause=16;text=\"Normal call clearing\"");

    public override Task<LegTransfer> TransferAsync(string number)
    {
        if (_ending is not null || _transfer is { IsOver: false } || TransferTarget(number) is not { } target) return Task.FromResult(LegTransfer.NotPossible);
        _transfer = new BlindTransfer(_stack);
        _transfer.Start(_requests, target, _contact);
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
        if (request.CSeq < _dialog.RemoteCSeq)
        {
            transaction.Respond(500);
            return;
        }

        _dialog.RemoteCSeq = request.CSeq;
        switch (request.Method)
        {
            case SipMethod.Bye:
                transaction.Respond(200);
                End(_ending ?? new LegEnding(LegEndedBy.Remote, ReasonHeader.Cause(request)));
                break;
            case SipMethod.Invite:
                Reinvite(request, (InviteServerTransaction)transaction);
                break;
            case SipMethod.Notify:
                Notified(request, transaction);
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
        if (_ending is not null)
        {
            transaction.Respond(481);
            return;
        }

        if (_pendingAck is not null)
        {
            transaction.Respond(491);
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

        _dialog.RemoteTarget = Dialog.Target(request) ?? _dialog.RemoteTarget;
        AwaitAck(transaction, request.CSeq, offered);
        transaction.Respond(new SipResponse(200) { Contact = _contact, Headers = Capabilities.Headers, Body = body, ContentType = SdpDescription.ContentType });
        start();
    }

    private void Notified(SipMessage request, ServerTransaction transaction)
    {
        if (request.Text("Event")?.TrimStart().StartsWith("refer", StringComparison.OrdinalIgnoreCase) is not true)
        {
            transaction.Respond(new SipResponse(489) { Headers = [new("Allow-Events", "refer")] });
            return;
        }

        transaction.Respond(_transfer is null ? 481 : 200);
        _transfer?.OnNotify(request);
    }

    /// <summary>The number as the peer writes numbers, at the peer that we talk to.</summary>
    private string? TransferTarget(string number)
    {
        if (number.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || number.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)) return number;
        if (!SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(_dialog.RemoteUri), out var peer)) return null;
        var user = peer.User.StartsWith("+"u8) ? number : number.TrimStart('+');
        var port = peer.Port == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{peer.Port}");
        return $"sip:{SipUri.EscapeUser(user)}@{SipSyntax.Text(peer.Host)}{port}";
    }

    private void OnMediaTimedOut()
    {
        using var scope = _stack.Enter();
        if (_ending is not null || _leg.IsOver || _media.IsHeld) return;
        CallLog.MediaTimedOut(_stack.Logger, _dialog.Id.CallId);
        Close(new LegEnding(LegEndedBy.Line), reason: "Q.850;cause=41;text=\"Media timeout\"");
    }

    private void Close(LegEnding ending, string? reason)
    {
        if (_ending is not null || _leg.IsOver) return;
        _ending = ending;
        _byeReason = reason;
        _media.Dispose();
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
        _stack.Sessions.Remove(_dialog.Id);
        _transfer?.OnLegOver(ending);
        _leg.End(ending);
    }

    private sealed record PendingAck(InviteServerTransaction Invite, uint CSeq, bool Offered);
}
