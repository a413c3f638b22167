using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Asks the peer of a call on which nothing need arrive whether it still knows of it (OPTIONS within the dialog, RFC 3261 section 11): that its BYE was lost, or
/// that it is gone, would else be noticed by nothing.
/// </summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="requests">Sends the question.</param>
/// <param name="isNeeded">Whether nothing else would notice, asked each minute.</param>
/// <param name="dead">The peer is gone.</param>
internal sealed class DialogProbe(SipStack stack, InDialogRequest requests, Func<bool> isNeeded, Action dead) : Timed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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
        if (isNeeded()) requests.Options((response, _) => OnResponse(response));
        else Start();
    }

    /// <summary>Any answer but these two is that of somebody who knows the call. On one that has sound again meanwhile the sound tells.</summary>
    private void OnResponse(SipMessage? response)
    {
        if (_over) return;
        if (response is null or { Status: 408 or 481 } && isNeeded()) dead();
        else Start();
    }
}
