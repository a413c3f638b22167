using System.Buffers.Text;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// A blind transfer: a REFER of ours, and what the peer reports of the call it then makes (RFC 3515, RFC 5589 section 6).
/// A peer that took the REFER and hangs up has taken the call over: many carriers report nothing.
/// </summary>
internal sealed class BlindTransfer(SipStack stack) : Timed
{
    /// <summary>How long the other number may ring.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<LegTransfer> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _accepted;
    private SipRequest? _refer;

    public Task<LegTransfer> Result => _result.Task;

    public bool IsOver => _result.Task.IsCompleted;

    public void Start(InDialogRequest requests, string target, string contact)
    {
        stack.Timers.Set(this, stack.Now + Limit);
        _refer = requests.Refer(target, contact, (response, _) =>
        {
            if (response is { Status: >= 200 and < 300 }) _accepted = true;
            else Finish(new LegTransfer(false, response?.Status) { IsRefused = true });
        });
    }

    /// <summary>The peer reports: its body is the status line of the call that it makes. What it says of an earlier REFER decides nothing.</summary>
    public void OnNotify(SipMessage notify)
    {
        if (ReferOf(notify) is { } cseq && cseq != _refer?.CSeq) return;
        if (Status(notify.Body) is { } status and >= 200) Finish(new LegTransfer(status < 300, status));
        else if (notify.Text("Subscription-State")?.TrimStart().StartsWith("terminated", StringComparison.OrdinalIgnoreCase) is true) Finish(new LegTransfer(false));
    }

    public void OnLegOver(LegEnding ending) => Finish(new LegTransfer(_accepted && ending.By is LegEndedBy.Remote));

    internal override void OnDue() => Finish(new LegTransfer(false));

    private void Finish(LegTransfer result)
    {
        stack.Timers.Cancel(this);
        _result.TrySetResult(result);
    }

    /// <summary>The CSeq of the REFER that it is about (RFC 3515 section 2.4.6); null where the peer does not say.</summary>
    private static uint? ReferOf(SipMessage notify) =>
        SipSyntax.TryParameter(notify.Value(SipHeader.Event), "id"u8, out var id) && SipSyntax.TryNumber(id, out var cseq) ? cseq : null;

    private static int? Status(ReadOnlySpan<byte> sipfrag)
    {
        var version = "SIP/2.0 "u8;
        return sipfrag.StartsWith(version) && Utf8Parser.TryParse(sipfrag[version.Length..], out int status, out var length) && length == 3 ? status : null;
    }
}
