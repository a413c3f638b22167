using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// The dialogs that the provisional responses to one INVITE have made, one for each tag when a proxy forks the call
/// (RFC 3261 section 12.1), the PRACKs that reliable ones want (RFC 3262), and what the peer asks within them.
/// </summary>
internal sealed class EarlyDialogs(SipStack stack, DigestAuthorizer authorizer, string localTag)
{
    /// <summary>More forks than any proxy makes; those beyond ring without a dialog, and are still heard when they answer.</summary>
    private const int MaxDialogs = 64;

    private readonly Dictionary<string, EarlyDialog> _dialogs = new(StringComparer.Ordinal);

    /// <summary>The highest CSeq number in use; the INVITE's next attempt must be above it.</summary>
    public uint LastCSeq => _dialogs.Count == 0 ? 0 : _dialogs.Values.Max(d => d.Dialog.LocalCSeq);

    public EarlyDialog? Find(string remoteTag) => _dialogs.GetValueOrDefault(remoteTag);

    /// <summary>Notes a provisional response above 100. <c>false</c>: one that came again or out of order, to be ignored.</summary>
    public bool Take(SipMessage response, SipRequest invite, SipFlow flow)
    {
        var tag = SipSyntax.Text(response.ToTag);
        if (tag.Length == 0) return true;
        if (!_dialogs.TryGetValue(tag, out var early))
        {
            if (_dialogs.Count == MaxDialogs) return true;
            var dialog = Dialog.FromResponse(invite, localTag, response, flow);
            early = new EarlyDialog(dialog, new InDialogRequest(stack, dialog, authorizer));
            _dialogs.Add(tag, early);
        }

        var reliable = Extensions.IsRequired(response, Extensions.Reliable) && SipSyntax.TryNumber(response.Value(SipHeader.RSeq), out _);
        if (reliable && !Acknowledge(early, response)) return false;
        early.Saw(response, reliable);
        return true;
    }

    /// <summary>The dialog that a 2xx makes: the early one goes on in it.</summary>
    public Dialog Confirmed(SipMessage response, SipRequest invite, SipFlow flow)
    {
        var dialog = Dialog.FromResponse(invite, localTag, response, flow);
        if (Find(dialog.RemoteTag) is not { } early) return dialog;
        // Its PRACK would take a number that the next request takes too, and the answer has made it needless.
        early.Requests.Stop();
        dialog.Continue(early.Dialog);
        return dialog;
    }

    /// <summary>A request of the peer within one of them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="transaction">Answers it.</param>
    /// <param name="media">The sound of the call.</param>
    /// <param name="contact">By which the peer reaches us.</param>
    public void Receive(SipMessage request, ServerTransaction transaction, CallMedia media, string contact)
    {
        if (Find(SipSyntax.Text(request.FromTag)) is not { } early) transaction.Respond(481);
        else if (request.CSeq < early.Dialog.RemoteCSeq) transaction.Respond(500);
        else
        {
            early.Dialog.RemoteCSeq = request.CSeq;
            transaction.Respond(request.Method switch
            {
                SipMethod.Update => Update(request, early, media, contact),
                SipMethod.Options => Capabilities.Response,
                // Nobody listens for keys yet.
                SipMethod.Info => KeyInfo.Answer(request, static _ => { }),
                _ => Capabilities.NotAllowed(request.Method),
            });
        }
    }

    /// <summary>The peer changes the sound before the answer (RFC 3311 section 5.2); it is applied when the answer comes.</summary>
    private static SipResponse Update(SipMessage request, EarlyDialog early, CallMedia media, string contact)
    {
        if (Extensions.Foreign(request) is { Count: > 0 } foreign) return Capabilities.BadExtension(foreign);
        if (!request.Body.IsEmpty && !early.IsSettled) return new SipResponse(491);
        byte[] body = [];
        if (!request.Body.IsEmpty)
        {
            if (!media.TryAnswer(request.Body, out body, out var start)) return new SipResponse(488);
            early.Updated = start;
        }

        return new SipResponse(200)
        {
            Contact = contact,
            Headers = Capabilities.Headers,
            Body = body,
            ContentType = body.Length == 0 ? null : SdpDescription.ContentType,
        };
    }

    private static bool Acknowledge(EarlyDialog early, SipMessage response)
    {
        SipSyntax.TryNumber(response.Value(SipHeader.RSeq), out var number);
        if (!early.IsNext(number)) return false;
        early.Dialog.Follow(response);
        early.Requests.Prack($"{number} {response.CSeq} INVITE");
        return true;
    }
}

/// <summary>One early dialog and what it has told of the sound.</summary>
internal sealed class EarlyDialog(Dialog dialog, InDialogRequest requests)
{
    private uint? _lastRSeq;

    public Dialog Dialog => dialog;

    /// <summary>Sends what is asked within it.</summary>
    public InDialogRequest Requests => requests;

    /// <summary>The sound described last; empty when none was.</summary>
    public ReadOnlyMemory<byte> Sdp { get; private set; }

    /// <summary>Our offer was answered reliably, so either side may make a new one (RFC 3311 section 5.1).</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Applies an offer of the peer's that an UPDATE brought; it replaces what was described before.</summary>
    public Action? Updated { get; set; }

    /// <summary>Takes the number of a reliable response when it is the one to come (RFC 3262 section 4).</summary>
    public bool IsNext(uint number)
    {
        if (_lastRSeq is { } last && number != last + 1) return false;
        _lastRSeq = number;
        return true;
    }

    public void Saw(SipMessage response, bool reliable)
    {
        if (response.Body.IsEmpty || IsSettled) return;
        Sdp = response.Body.ToArray();
        IsSettled = reliable;
    }
}
