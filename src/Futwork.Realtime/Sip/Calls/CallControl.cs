using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Whoever is in charge of a leg at the moment: the INVITE before the answer, the session after it.</summary>
internal abstract class CallControl : Timed
{
    /// <summary>How long hanging up may wait for the peer to confirm.</summary>
    protected static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Ends the leg; within <see cref="Farewell"/> its end is complete. Idempotent, called under the gate.</summary>
    public abstract void HangUp();

    /// <summary>
    /// The dialog as its peer is told to take it over: its remote target with a Replaces header (RFC 3891 section 3). Null before the answer.
    /// Called under the gate.
    /// </summary>
    public virtual string? ReplacingTarget => null;

    /// <summary>Hands the far end over to another number, or to a whole URI. Called under the gate.</summary>
    public virtual Task<LegTransfer> TransferAsync(string number) => Task.FromResult(LegTransfer.NotPossible);
}
