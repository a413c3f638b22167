using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>When a lead is dialled again, if ever.</summary>
internal static class NextDial
{
    /// <summary>
    /// So many attempts in a row may break before the carrier heard of them, which takes three quarters of an hour; then the lead is over: the fault may be its own.
    /// </summary>
    public const int MostThatNeverLeft = 8;

    /// <summary>A lead is called back at the person's own wish this often; then it is over, so that no model can keep a call alive for ever.</summary>
    public const int MostCallbacks = 3;

    /// <summary>
    /// So many calls of a lead that fail by the line's fault cost it no attempt. What comes after counts, and the campaign's policy decides: the line may
    /// refuse this one number for ever.
    /// </summary>
    public const int MostByTrunk = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>The pause until the next attempt; null when there is none. A carrier that names a longer one is heeded.</summary>
    /// <param name="ending">How the last attempt ended.</param>
    /// <param name="retry">The campaign's policy.</param>
    /// <param name="attempts">Attempts that may have rung, this one included, as all of these since the lead was last chosen to be called.</param>
    /// <param name="alike">Those of them that came to the same outcome.</param>
    /// <param name="neverLeft">Calls that broke on this side, or were called off, before anything rang, this one included.</param>
    /// <param name="byTrunk">Calls that failed by the line's fault before anything rang, this one included.</param>
    public static TimeSpan? After(CallEnding ending, RetrySettings retry, long attempts, long alike, long neverLeft, long byTrunk = 0)
    {
        if (ending.NeverLeft)
            return neverLeft < MostThatNeverLeft && ending.Outcome != CallOutcome.Canceled && ending.HangupReason != HangupReason.MissingVariables ? AfterFault(neverLeft) : null;
        var gap = IsSpared(ending, neverLeft, byTrunk) ? AfterFault(ending.TrunkFault is true ? byTrunk : neverLeft) : retry.After(ending.Outcome, attempts, alike);
        return ending.RetryAfter > gap ? ending.RetryAfter : gap;
    }

    /// <summary>The call costs the lead no attempt.</summary>
    /// <param name="ending">How it ended.</param>
    /// <param name="neverLeft">As for <see cref="After"/>.</param>
    /// <param name="byTrunk">The same.</param>
    public static bool IsSpared(CallEnding ending, long neverLeft, long byTrunk) =>
        ending.NeverLeft || (ending.FailedUnheard && (ending.TrunkFault is true ? byTrunk <= MostByTrunk : neverLeft < MostThatNeverLeft));

    private static TimeSpan AfterFault(long inARow)
    {
        var gap = FirstPause * Math.Pow(2, Math.Max(0, inARow - 1));
        return gap < LongestPause ? gap : LongestPause;
    }
}
