using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>When a lead is dialled again, if ever.</summary>
internal static class NextDial
{
    /// <summary>Attempts that broke before the carrier heard of them are repeated this often; then the fault is not a passing one.</summary>
    public const int MostThatNeverLeft = 3;

    /// <summary>A lead is called back at the person's own wish this often; then it is over, so that no model can keep a call alive for ever.</summary>
    public const int MostCallbacks = 3;

    private static readonly TimeSpan AfterOneThatNeverLeft = TimeSpan.FromSeconds(30);

    /// <summary>The pause until the next attempt; null when there is none. A carrier that names a longer one is heeded.</summary>
    /// <param name="ending">How the last attempt ended.</param>
    /// <param name="retry">The campaign's policy.</param>
    /// <param name="attempts">Attempts that may have rung, this one included.</param>
    /// <param name="alike">Those of them that came to the same outcome.</param>
    /// <param name="claims">How often the order was claimed.</param>
    public static TimeSpan? After(CallEnding ending, RetrySettings retry, long attempts, long alike, long claims)
    {
        if (ending.NeverLeft)
            return claims - attempts < MostThatNeverLeft && ending.Outcome != CallOutcome.Canceled ? AfterOneThatNeverLeft : null;
        return retry.After(ending.Outcome, attempts, alike) is not { } gap ? null : ending.RetryAfter > gap ? ending.RetryAfter : gap;
    }
}
