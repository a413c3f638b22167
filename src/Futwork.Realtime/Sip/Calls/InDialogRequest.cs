using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Sends a request within a dialog, by <see cref="EitherWay"/> to the peer, and answers the challenge that it may meet.</summary>
internal sealed class InDialogRequest(SipStack stack, Dialog dialog, DigestAuthorizer authorizer)
{
    private bool _isOver;

    /// <summary>The dialog is over, or goes on elsewhere: nothing but a BYE is said once more.</summary>
    public void Stop() => _isOver = true;

    /// <summary>
    /// Tells the peer that the call is over, once more over a new connection when the one at hand turns out to be broken: nobody is left on a live line.
    /// <paramref name="done"/> hears of the final response, or of there being none.
    /// </summary>
    public void Bye(string? reason, Action done)
    {
        var bye = dialog.NewRequest(SipMethod.Bye);
        if (reason is not null) bye.Headers.Add(new("Reason", reason));
        Send(bye, (_, _) => done(), mayRepeat: true);
    }

    /// <summary>Asks whether the peer still knows of the call. <paramref name="done"/> hears of the final response, or of the failure.</summary>
    public void Options(ResponseHandler done)
    {
        var options = dialog.NewRequest(SipMethod.Options);
        options.Headers.Add(new("Accept", SdpDescription.ContentType));
        Send(options, done, mayRepeat: true);
    }

    /// <summary>Asks the peer to call <paramref name="target"/> in our place (RFC 3515). <paramref name="done"/> hears of the final response, or of the failure.</summary>
    /// <returns>The request, whose CSeq names it in what the peer reports (section 2.4.6).</returns>
    public SipRequest Refer(string target, string contact, ResponseHandler done)
    {
        var refer = dialog.NewRequest(SipMethod.Refer);
        refer.Headers.Add(new("Contact", contact));
        refer.Headers.Add(new("Refer-To", $"<{target}>"));
        refer.Headers.Add(new("Referred-By", $"<{dialog.LocalUri}>"));
        Send(refer, done);
        return refer;
    }

    /// <summary>Acknowledges a reliable provisional response (RFC 3262 section 4).</summary>
    public void Prack(string rack)
    {
        var prack = dialog.NewRequest(SipMethod.Prack);
        prack.Headers.Add(new("RAck", rack));
        Send(prack, static (_, _) => { });
    }

    /// <summary>
    /// Refreshes the session, changing nothing but where the peer is, should it say so (RFC 3311). <paramref name="done"/> hears of the final response, or of the failure.
    /// </summary>
    public void Update(string contact, SessionInterval interval, ResponseHandler done)
    {
        var update = dialog.NewRequest(SipMethod.Update);
        update.Headers.Add(new("Contact", contact));
        update.Headers.AddRange(Capabilities.Headers);
        update.Headers.Add(new("Session-Expires", interval.Value));
        Send(update, (response, failure) =>
        {
            if (response is { Status: < 300 }) dialog.Follow(response);
            done(response, failure);
        });
    }

    /// <param name="request">The request.</param>
    /// <param name="done">Told once.</param>
    /// <param name="mayRepeat">Once more, when the connection fails.</param>
    private void Send(SipRequest request, ResponseHandler done, bool mayRepeat = false)
    {
        request.Headers.Add(new("User-Agent", stack.Options.UserAgent));
        void SendOver(SipFlow? over, ResponseHandler heard)
        {
            if (over is not null) request.CSeq = ++dialog.LocalCSeq;
            Pass(request, heard, mayRepeat, over);
        }

        // Two REFERs may be two transfers.
        new EitherWay(stack, dialog, () => IsWanted(request), SendOver, done).Start(waits: request.Method is SipMethod.Refer);
    }

    private void Pass(SipRequest request, ResponseHandler heard, bool mayRepeat, SipFlow? over)
    {
        authorizer.Authorize(request);
        stack.Transactions.Request(request, over ?? dialog.NextHop(stack.Transports), (response, failure) =>
        {
            var isChallenged = response is { Status: 401 or 407 } && IsWanted(request) && authorizer.TryTake(response);
            if (isChallenged || (mayRepeat && IsWanted(request) && failure is TransactionFailure.Transport))
            {
                request.CSeq = ++dialog.LocalCSeq;
                Pass(request, heard, mayRepeat && isChallenged, over);
                return;
            }

            if (response is { Status: >= 200 and < 300 })
            {
                authorizer.Accepted();
                dialog.Keep(over);
            }

            heard(response, failure);
        });
    }

    private bool IsWanted(SipRequest request) => !_isOver || request.Method is SipMethod.Bye;
}
