namespace Futwork.Webhooks;

/// <summary>When a webhook that was not taken is sent again: eleven attempts over a little more than three days.</summary>
internal static class RetrySchedule
{
    /// <summary>A receiver may ask for more time than the schedule gives, up to this.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>Spreads the retries of many webhooks that failed together.</summary>
    private const double Jitter = 0.15;

    /// <summary>The pause after each failed attempt; after the last one there is no more.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after failed attempt <paramref name="attempt"/>, counted from 1.</summary>
    /// <param name="random">0 to 1.</param>
    /// <returns>Null: that was the last attempt.</returns>
    public static TimeSpan? After(int attempt, TimeSpan? retryAfter, double random)
    {
        if (attempt > Pauses.Count)
            return null;
        var pause = Pauses[attempt - 1] * (1 + Jitter * (2 * random - 1));
        var asked = retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter;
        return asked > pause ? asked : pause;
    }
}
