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

    public static TimeSpan Double(TimeSpan interval) => interval * 2 < T2 ? interval * 2 : T2;
}
