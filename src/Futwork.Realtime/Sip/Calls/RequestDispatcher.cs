using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Sends each new request where it belongs: to its dialog, to whoever takes calls, or back.</summary>
internal sealed class RequestDispatcher(Func<SipStack> stack, Action<IncomingCall> ring)
{
    public void OnRequest(SipMessage request, ServerTransaction transaction)
    {
        if (!request.ToTag.IsEmpty) InDialog(request, transaction);
        else if (Refusal(request) is { } refusal) Once(request, transaction, refusal);
        else if (request.Has(SipHeader.Replaces)) Replace(request, transaction);
        else if (request.Method == SipMethod.Invite) OnInvite(request, (InviteServerTransaction)transaction);
        else if (request.Method == SipMethod.Options) Once(request, transaction, Capabilities.Response);
        else if (request.Method is SipMethod.Bye or SipMethod.Info) Once(request, transaction, new SipResponse(481));
        else Once(request, transaction, Capabilities.NotAllowed(request.Method));
    }

    /// <summary>Anybody may ask such things: nothing is kept for it.</summary>
    private void Once(SipMessage request, ServerTransaction transaction, SipResponse response) =>
        transaction.RespondOnce(response with { ToTag = stack().Transactions.TagOf(request) });

    public void OnCancel(InviteServerTransaction invite)
    {
        if (stack().Ringing.TryGetValue(invite, out var call)) call.Cancel(487);
    }

    public void OnAck(SipMessage ack)
    {
        if (Find(ack) is { } session) session.ReceiveAck(ack);
        else stack().Transactions.Counters.NotMatched();
    }

    public void OnStrayAnswer(SipFlow flow, SipMessage answer)
    {
        if (!stack().Late.TryRelease(answer, stack().Now) && !stack().Strays.TryRelease(flow, answer)) stack().Transactions.Counters.NotMatched();
    }

    private void InDialog(SipMessage request, ServerTransaction transaction)
    {
        if (Find(request) is { } session) session.Receive(request, transaction);
        else if (stack().Early.TryGetValue(IdOf(request), out var receive)) receive(request, transaction);
        else Once(request, transaction, new SipResponse(481));
    }

    /// <summary>
    /// Somebody wants to take the place of whoever we talk to, or of a phone that we ring (RFC 3891 section 3): a transfer to us, or a call that was picked
    /// up elsewhere. Calls to us that still ring cannot be taken over.
    /// </summary>
    private void Replace(SipMessage request, ServerTransaction transaction)
    {
        if (transaction is not InviteServerTransaction invite || ReplacesHeader.Of(request) is not { } replaces)
            Once(request, transaction, new SipResponse(400) { Reason = "Malformed Replaces" });
        else if (stack().Placed.TryGetValue(new DialogId(replaces.CallId, replaces.LocalTag), out var placed))
        {
            if (placed.RefusalOfTakeover(invite.Flow, replaces.RemoteTag) is { } reason) Once(request, transaction, reason);
            else placed.Yield(request, invite);
        }
        else if (stack().Sessions.GetValueOrDefault(new DialogId(replaces.CallId, replaces.LocalTag)) is not { } session || session.RemoteTag != replaces.RemoteTag)
            Once(request, transaction, new SipResponse(481));
        else if (new Takeover(stack(), session).Refusal(invite.Flow, replaces) is { } refusal)
            Once(request, transaction, refusal);
        else
            new Takeover(stack(), session).Accept(request, invite);
    }

    private void OnInvite(SipMessage invite, InviteServerTransaction transaction)
    {
        if (transaction.IsForbidden)
        {
            Once(invite, transaction, new SipResponse(403));
            return;
        }

        transaction.Respond(new SipResponse(100));
        var call = new IncomingCall(stack(), invite, transaction);
        stack().Ringing[transaction] = call;
        stack().Post(() => ring(call));
    }

    /// <summary>Why a request outside a dialog cannot even be looked at (RFC 3261 section 8.2.2 and 8.2.3); null when it can.</summary>
    private static SipResponse? Refusal(SipMessage request)
    {
        if (!IsKnownScheme(request.RequestUri)) return new SipResponse(416);
        // Headers may stand in the URI of a link, never of a request (RFC 3261 section 19.1.1, table 1).
        if (request.RequestUri[(request.RequestUri.LastIndexOf((byte)'@') + 1)..].Contains((byte)'?')) return new SipResponse(400) { Reason = "Headers In Request-URI" };
        if (!SipUri.IsTel(request.RequestUri) && !SipUri.TryParse(request.RequestUri, out _)) return new SipResponse(400) { Reason = "Malformed Request-URI" };
        if (Extensions.Foreign(request) is { Count: > 0 } foreign) return Capabilities.BadExtension(foreign);
        return request.Method == SipMethod.Invite ? InviteRefusal(request) : null;
    }

    private static SipResponse? InviteRefusal(SipMessage invite)
    {
        if (SessionInterval.IsTooShort(invite)) return Capabilities.IntervalTooSmall;
        if (invite.Elements(SipHeader.Accept) is { Count: > 0 } accepted && !accepted.Exists(TakesSdp)) return new SipResponse(406);
        return invite.Body.IsEmpty || SipSyntax.IsMediaType(invite.Value(SipHeader.ContentType), SdpDescription.ContentType)
            ? null
            : new SipResponse(415) { Headers = [new("Accept", SdpDescription.ContentType)] };
    }

    private CallSession? Find(SipMessage request) =>
        stack().Sessions.TryGetValue(IdOf(request), out var session) && session.IsPeer(request) ? session : null;

    private static DialogId IdOf(SipMessage request) => new(SipSyntax.Text(request.CallId), SipSyntax.Text(request.ToTag));

    private static bool TakesSdp(string accepted) =>
        accepted.Contains(SdpDescription.ContentType, StringComparison.OrdinalIgnoreCase)
        || accepted.Contains("application/*", StringComparison.OrdinalIgnoreCase)
        || accepted.Contains("*/*", StringComparison.Ordinal);

    private static bool IsKnownScheme(ReadOnlySpan<byte> uri)
    {
        var scheme = uri[..Math.Max(0, uri.IndexOf((byte)':'))];
        return System.Text.Ascii.EqualsIgnoreCase(scheme, "sip"u8) || System.Text.Ascii.EqualsIgnoreCase(scheme, "sips"u8) || SipUri.IsTel(uri);
    }
}
