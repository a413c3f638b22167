using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Asks the peer of a call on which nothing need arrive whether it still knows of it (OPTIONS within the dialog, RFC 3261 section 11): that its BYE was lost, or
/// that it is gone, would else be noticed by nothing. It is gone when it knows of no such call, or says nothing, by every way to it, and neither sound nor
/// a report came since it was asked.
/// </summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="requests">Sends the question.</param>
/// <param name="media">The session's sound.</param>
/// <param name="isNeeded">Whether nothing else would notice, asked each minute.</param>
/// <param name="dead">The peer is gone.</param>
internal sealed class DialogProbe(SipStack stack, InDialogRequest requests, CallMedia media, Func<bool> isNeeded, Action dead) : Timed
{
    /// <summary>So many questions in a row for which there is no connection are as good as no answer. A single one tells of the connection alone.</summary>
    private const int MostLost = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private (long Packets, long? ReportedAt) _heard;
    private int _lost;
    private bool _over;

    public void Start() => stack.Timers.Set(this, stack.Now + Interval);

    /// <summary>The session is over. What still comes changes nothing.</summary>
    public void Stop()
    {
        _over = true;
        stack.Timers.Cancel(this);
    }

    internal override void OnDue()
    {
        if (!isNeeded())
        {
            Live();
            return;
        }

        if (_lost == 0) _heard = media.Heard;
        requests.Options(OnResponse);
    }

    /// <summary>Any answer but these two is that of somebody who knows the call. On one that has sound again meanwhile the sound tells.</summary>
    private void OnResponse(SipMessage? response, TransactionFailure failure)
    {
        if (_over) return;
        if (response is not (null or { Status: 408 or 481 }) || media.Heard != _heard || !isNeeded()) Live();
        else if (failure is TransactionFailure.Transport && ++_lost < MostLost) Start();
        else dead();
    }

    private void Live()
    {
        _lost = 0;
        Start();
    }
}
