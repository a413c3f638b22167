using Futwork.Data;
using Futwork.Realtime.Metering;

namespace Futwork.Campaigns;

/// <summary>
/// Counts where the leads of campaigns stand, and what their calls came to. Whoever moves a lead writes the movement down in the same transaction, as new
/// rows: a transaction never waits for another one's counter, as it would if they all changed the same few rows, and none can be in a deadlock over them.
/// A moment later the rows are folded into one for each counter. What is read is the sum of both, so that it holds at every commit.
/// </summary>
internal static class CampaignCounters
{
    /// <summary>Leads to whom a call is owed, now or later.</summary>
    public const string Waiting = "waiting";

    /// <summary>Leads that are claimed, being dialled, or in a conversation.</summary>
    public const string Calling = "calling";

    /// <summary>Leads made by a person who called, and whose call has come to nothing yet.</summary>
    public const string Incoming = "incoming";

    /// <summary>Leads of whom a call came to a label that the campaign wants; they are counted as done, or waiting, too.</summary>
    public const string Converted = "converted";

    /// <summary>Calls to leads that are over and may have rung.</summary>
    public const string Calls = "calls";

    /// <summary>Those of them that were answered, by whomever.</summary>
    public const string Answered = "answered";

    /// <summary>How long all answered calls took, also those that came in, in milliseconds.</summary>
    public const string TalkMs = "talk-ms";

    /// <summary>What engines cost, in millionths of the unit of the configured prices. There is none where nothing has a price.</summary>
    public const string CostMicros = "cost-micros";

    private const string DonePrefix = "done:";

    /// <summary>The most movements that are folded in one transaction.</summary>
    public const int MostAtOnce = 5000;

    /// <summary>Minutes are kept for so long.</summary>
    private const long MostMinutes = 120;

    /// <summary>Leads to whom no call is owed any more, by what came of them.</summary>
    public static string Done(string outcome) => DonePrefix + outcome;

    /// <summary>The outcome that a counter of <see cref="Done"/> is of; null for another counter.</summary>
    public static string? OutcomeOf(string bucket) => bucket.StartsWith(DonePrefix, StringComparison.Ordinal) ? bucket[DonePrefix.Length..] : null;

    /// <summary>Leads go from one state to another.</summary>
    /// <param name="session">The transaction that moves them.</param>
    /// <param name="campaign">Theirs.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="from">Where they were; null when they are new.</param>
    /// <param name="to">Where they are.</param>
    /// <param name="leads">How many.</param>
    public static Task MoveAsync(Session session, (string WorkspaceId, string Id) campaign, long now, string? from, string to, int leads = 1) =>
        from == to || leads == 0 ? Task.CompletedTask
        : from is null ? AddAsync(session, campaign, now, (to, leads))
        : AddAsync(session, campaign, now, (from, -leads), (to, leads));

    /// <summary>What engines cost, as <see cref="CostMicros"/> counts it.</summary>
    public static long Micros(IEnumerable<EngineUsage> usage) => (long)decimal.Round(usage.Sum(use => use.Cost ?? 0) * 1_000_000);

    /// <summary>Adds to counters.</summary>
    public static async Task AddAsync(Session session, (string WorkspaceId, string Id) campaign, long now, params (string Bucket, long N)[] counts)
    {
        var rows = Array.FindAll(counts, count => count.N != 0);
        if (rows.Length == 0)
            return;
        await session.AddAsync("campaign_moves",
        [
            new("workspace_id", Array.ConvertAll(rows, _ => campaign.WorkspaceId)),
            new("campaign_id", Array.ConvertAll(rows, _ => campaign.Id)),
            new("bucket", Array.ConvertAll(rows, row => row.Bucket)),
            new("minute", Array.ConvertAll(rows, _ => now / TimeSpan.MillisecondsPerMinute)),
            new("n", Array.ConvertAll(rows, row => row.N)),
        ]);
    }

    /// <summary>Folds movements into counters, at most some thousand of them; any number of nodes may do it at the same time.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> FoldAsync(Session session, long now)
    {
        var moves = await session.QueryAsync<Count>(
            $"""
            DELETE FROM campaign_moves WHERE seq IN (SELECT seq FROM campaign_moves ORDER BY seq LIMIT @MostAtOnce{session.ForUpdateSkipLocked})
            RETURNING workspace_id, campaign_id, bucket, minute, n
            """, new { MostAtOnce });
        if (moves.Count == 0)
            return 0;
        await AnswerHours.FoldAsync(
            session, moves.Where(move => AnswerHours.IsOf(move.Bucket)).Select(move => (move.WorkspaceId, move.CampaignId, move.Bucket, move.Minute, move.N)), now / TimeSpan.MillisecondsPerMinute);
        var perMinute = moves.Where(move => move.Bucket is Calls or Answered);
        // In one order everywhere, so that two nodes never wait for each other.
        var sums = moves.Where(move => !AnswerHours.IsOf(move.Bucket)).Select(move => move with { Minute = 0 }).Concat(perMinute)
            .GroupBy(move => (move.WorkspaceId, move.CampaignId, move.Bucket, move.Minute)).OrderBy(sum => sum.Key).ToList();
        await session.AddAsync("campaign_counters",
        [
            new("workspace_id", sums.Select(sum => sum.Key.WorkspaceId).ToArray()),
            new("campaign_id", sums.Select(sum => sum.Key.CampaignId).ToArray()),
            new("bucket", sums.Select(sum => sum.Key.Bucket).ToArray()),
            new("minute", sums.Select(sum => sum.Key.Minute).ToArray()),
            new("n", sums.Select(sum => sum.Sum(move => move.N)).ToArray()),
        ], "ON CONFLICT (workspace_id, campaign_id, bucket, minute) DO UPDATE SET n = campaign_counters.n + excluded.n");
        await session.ExecuteAsync("DELETE FROM campaign_counters WHERE minute > 0 AND minute < @oldest", new { oldest = (now / TimeSpan.MillisecondsPerMinute) - MostMinutes });
        return moves.Count;
    }

    /// <summary>What a campaign's counters are at this moment.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(Session session, string workspaceId, string campaignId)
    {
        var counts = await session.QueryAsync<Count>(
            """
            SELECT bucket, CAST(sum(n) AS bigint) AS n FROM (
                SELECT bucket, n FROM campaign_counters WHERE workspace_id = @workspaceId AND campaign_id = @campaignId AND minute = 0
                UNION ALL
                SELECT bucket, n FROM campaign_moves WHERE workspace_id = @workspaceId AND campaign_id = @campaignId) counted
            GROUP BY bucket
            """, new { workspaceId, campaignId });
        return counts.Where(count => count.N != 0 && !AnswerHours.IsOf(count.Bucket)).ToDictionary(count => count.Bucket, count => count.N, StringComparer.Ordinal);
    }

    /// <summary>The calls that ended in each of the last minutes that had any.</summary>
    /// <returns>By minute since 1970: calls that may have rung, and those of them that were answered.</returns>
    public static async Task<SortedDictionary<long, (long Calls, long Answered)>> MinutesAsync(Session session, string workspaceId, string campaignId, long since)
    {
        var counts = await session.QueryAsync<Count>(
            """
            SELECT bucket, minute, CAST(sum(n) AS bigint) AS n FROM (
                SELECT bucket, minute, n FROM campaign_counters
                WHERE workspace_id = @workspaceId AND campaign_id = @campaignId AND bucket IN (@Calls, @Answered) AND minute >= @since AND minute > 0
                UNION ALL
                SELECT bucket, minute, n FROM campaign_moves
                WHERE workspace_id = @workspaceId AND campaign_id = @campaignId AND bucket IN (@Calls, @Answered) AND minute >= @since) counted
            GROUP BY bucket, minute
            """, new { workspaceId, campaignId, Calls, Answered, since = since / TimeSpan.MillisecondsPerMinute });
        var minutes = new SortedDictionary<long, (long Calls, long Answered)>();
        foreach (var count in counts)
        {
            var known = minutes.GetValueOrDefault(count.Minute);
            minutes[count.Minute] = count.Bucket == Calls ? known with { Calls = count.N } : known with { Answered = count.N };
        }

        return minutes;
    }

    private sealed record Count
    {
        public string WorkspaceId { get; init; } = "";

        public string CampaignId { get; init; } = "";

        public string Bucket { get; init; } = "";

        public long Minute { get; init; }

        public long N { get; init; }
    }
}
