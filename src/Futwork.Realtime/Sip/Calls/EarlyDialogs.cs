using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// The dialogs that the provisional responses to one INVITE have made, one for each tag when a proxy forks the call
/// (RFC 3261 section 12.1), and the PRACKs that reliable ones want (RFC 3262).
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
            early = new EarlyDialog(Dialog.FromResponse(invite, localTag, response, flow));
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
        var early = Find(dialog.RemoteTag);
        dialog.LocalCSeq = Math.Max(dialog.LocalCSeq, early?.Dialog.LocalCSeq ?? 0);
        dialog.RemoteCSeq = early?.Dialog.RemoteCSeq;
        return dialog;
    }

    private bool Acknowledge(EarlyDialog early, SipMessage response)
    {
        SipSyntax.TryNumber(response.Value(SipHeader.RSeq), out var number);
        if (!early.IsNext(number)) return false;
        early.Dialog.Follow(response);
        new InDialogRequest(stack, early.Dialog, authorizer).Prack($"{number} {response.CSeq} INVITE");
        return true;
    }
}

/// <summary>One early dialog and what it has told of the sound.</summary>
internal sealed class EarlyDialog(Dialog dialog)
{
    private uint? _lastRSeq;

    public Dialog Dialog => dialog;

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
