namespace Futwork.Realtime.Sip.Transactions;

/// <summary>The timer values of RFC 3261 section 17 and table 4.</summary>
internal static class SipTimers
{
    /// <summary>Estimate of the round trip.</summary>
    public static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest gap between retransmissions.</summary>
    public static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);

    /// <summary>How long a message may live in the network.</summary>
    public static readonly TimeSpan T4 = TimeSpan.FromSeconds(5);

    /// <summary>B, F, H, J, L and M, and D for an unreliable transport: how long a transaction may take or must be remembered.</summary>
    public static readonly TimeSpan Lifetime = 64 * T1;

    /// <summary>
    /// When a transaction that only waits for strays is forgotten: no sooner than asked, and together with others, since each waking of a
    /// thread costs as much as the forgetting of dozens.
    /// </summary>
    public static TimeSpan Gathered(TimeSpan due) => new((due.Ticks + T1.Ticks - 1) / T1.Ticks * T1.Ticks);

    public static TimeSpan Double(TimeSpan interval) => interval * 2 < T2 ? interval * 2 : T2;
}
