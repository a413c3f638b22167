using System.Diagnostics.CodeAnalysis;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>
/// A call whose last INVITE has come to nothing, and which waits for the place in time of the next one. Who hangs up meanwhile ends it at once, and it waits no longer than it
/// may ring.
/// </summary>
/// <param name="stack">What the call belongs to.</param>
/// <param name="leg">The call.</param>
/// <param name="last">What the last INVITE came to, and the call with it where no other follows.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer and without a wait handle holds nothing to release.")]
internal sealed class BetweenGateways(SipStack stack, CallLeg leg, LegAnswer last) : CallControl
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Never faults: what goes wrong ends the call. Begun under the gate.</summary>
    /// <param name="ask">Whom the place is asked of.</param>
    /// <param name="isUsed">An INVITE has left at the place before.</param>
    /// <param name="until">How long it may ring.</param>
    /// <param name="goOn">Told by when the next INVITE has to leave, under the gate.</param>
    public async Task WaitAsync(AnotherPlace ask, bool isUsed, TimeSpan until, Action<TimeSpan?> goOn)
    {
        leg.Control = this;
        stack.Timers.Set(this, until);
        // The gate must be left before others are asked.
        await Task.Yield();
        var leaveBy = await AskAsync(ask, isUsed);
        using var scope = stack.Enter();
        if (leg.Control != this) return;
        stack.Timers.Cancel(this);
        if (leaveBy is null) leg.Failed(last, LegEndedBy.Line);
        else goOn(leaveBy);
    }

    public override void HangUp() => End(new LegAnswer(LegResult.Canceled), LegEndedBy.Local);

    internal override void OnDue() => End(last, LegEndedBy.Line);

    private async Task<TimeSpan?> AskAsync(AnotherPlace ask, bool isUsed)
    {
        try
        {
            return stack.Timers.Of(await ask(isUsed, _over.Token));
        }
        catch (Exception error)
        {
            if (!_over.IsCancellationRequested) CallLog.CallbackFailed(stack.Logger, error);
            return null;
        }
    }

    private void End(LegAnswer answer, LegEndedBy by)
    {
        stack.Timers.Cancel(this);
        leg.Failed(answer, by);
        stack.Post(_over.Cancel);
    }
}
