namespace Futwork.Outcomes;

/// <summary>When a lead is dialled again, if ever.</summary>
internal static class NextDial
{
    /// <summary>Attempts that broke before the carrier heard of them are repeated this often; then the fault is not a passing one.</summary>
    public const int MostThatNeverLeft = 3;

    /// <summary>A lead is called back at the person's own wish this often; then it is over, so that no model can keep a call alive for ever.</summary>
    public const int MostCallbacks = 3;

    private static readonly TimeSpan AfterOneThatNeverLeft = TimeSpan.FromSeconds(30);

    /// <summary>The pause until the next attempt; null when there is none.</summary>
    /// <param name="attempts">Attempts that may have rung, this one included.</param>
    /// <param name="claims">How often the order was claimed.</param>
    public static TimeSpan? After(CallEnding ending, int maxAttempts, TimeSpan gap, IReadOnlyCollection<string> on, long attempts, long claims)
    {
        if (ending.NeverLeft)
            return claims - attempts < MostThatNeverLeft && ending.Outcome != Data.CallOutcome.Canceled ? AfterOneThatNeverLeft : null;
        if (attempts >= maxAttempts || !on.Contains(ending.Outcome))
            return null;
        return ending.RetryAfter > gap ? ending.RetryAfter : gap;
    }
}
