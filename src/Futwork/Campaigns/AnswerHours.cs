using System.Collections.Concurrent;
using System.Globalization;
using Futwork.Consent;
using Futwork.Data;
using NodaTime;

namespace Futwork.Campaigns;

/// <summary>
/// Counts at which hours people answer, by the clock of each and apart for workdays and weekends. Calls are written down as movements of their campaign are, and
/// folded by the week. Whose hour cannot be told for certain, because their number may be in several timezones, is not counted.
/// </summary>
internal sealed class AnswerHours(TimeProvider time)
{
    public const string Workday = "workday";
    public const string Weekend = "weekend";

    private const string CallsPrefix = "hour-calls:";
    private const string AnsweredPrefix = "hour-answered:";
    private const long MinutesOfWeek = 7 * 24 * 60;

    /// <summary>Habits change: older weeks are forgotten.</summary>
    private const int MostWeeks = 8;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    /// <summary>What says something of the person: the phone rang, or was in use.</summary>
    private static readonly string[] Telling = [CallOutcome.Human, CallOutcome.Voicemail, CallOutcome.NoAnswer, CallOutcome.Busy, CallOutcome.Rejected];

    private readonly ConcurrentDictionary<(string WorkspaceId, string? CampaignId), (DateTimeOffset At, LearntHours Hours)> _kept = new();

    /// <summary>What a call adds, for <see cref="CampaignCounters.AddAsync"/>.</summary>
    /// <param name="decision">Why it was dialled: where the person may be, and when.</param>
    /// <param name="outcome">What it came to.</param>
    public static IEnumerable<(string Bucket, long N)> Of(DialDecision? decision, string outcome)
    {
        if (decision is null || !Telling.Contains(outcome))
            return [];
        var at = Instant.FromDateTimeOffset(decision.At);
        var hours = decision.Zones.Select(CallingWindows.Zone).OfType<DateTimeZone>().Select(zone => HourOf(at.InZone(zone))).Distinct().ToList();
        return hours.Count != 1 ? [] : outcome == CallOutcome.Human ? [(CallsPrefix + hours[0], 1), (AnsweredPrefix + hours[0], 1)] : [(CallsPrefix + hours[0], 1)];
    }

    /// <summary>A movement is of these counts, and none of the campaign's leads.</summary>
    public static bool IsOf(string bucket) =>
        bucket.StartsWith(CallsPrefix, StringComparison.Ordinal) || bucket.StartsWith(AnsweredPrefix, StringComparison.Ordinal);

    /// <summary>Folds movements of these counts.</summary>
    public static async Task FoldAsync(Session session, IEnumerable<(string WorkspaceId, string CampaignId, string Bucket, long Minute, long N)> moves, long nowMinute)
    {
        // In one order everywhere, so that two nodes never wait for each other.
        var sums = moves.GroupBy(move => (move.WorkspaceId, move.CampaignId, Week: move.Minute / MinutesOfWeek, Hour: move.Bucket.Split(':', 2)[1]))
            .OrderBy(sum => sum.Key).ToList();
        if (sums.Count == 0)
            return;
        await session.AddAsync("answer_hours",
        [
            new("workspace_id", sums.Select(sum => sum.Key.WorkspaceId).ToArray()),
            new("campaign_id", sums.Select(sum => sum.Key.CampaignId).ToArray()),
            new("week", sums.Select(sum => sum.Key.Week).ToArray()),
            new("day", sums.Select(sum => sum.Key.Hour.Split(':')[0]).ToArray()),
            new("hour", sums.Select(sum => long.Parse(sum.Key.Hour.Split(':')[1], CultureInfo.InvariantCulture)).ToArray()),
            new("calls", sums.Select(sum => sum.Where(move => move.Bucket.StartsWith(CallsPrefix, StringComparison.Ordinal)).Sum(move => move.N)).ToArray()),
            new("answered", sums.Select(sum => sum.Where(move => move.Bucket.StartsWith(AnsweredPrefix, StringComparison.Ordinal)).Sum(move => move.N)).ToArray()),
        ],
        """
        ON CONFLICT (workspace_id, campaign_id, week, day, hour) DO UPDATE SET
            calls = answer_hours.calls + excluded.calls, answered = answer_hours.answered + excluded.answered
        """);
        await session.ExecuteAsync("DELETE FROM answer_hours WHERE week < @oldest", new { oldest = (nowMinute / MinutesOfWeek) - MostWeeks });
    }

    /// <summary>The hours at which people answer more often: of a campaign, or of all of the workspace while the campaign's calls are too few to tell.</summary>
    public async Task<LearntHours> ReadAsync(Session session, string workspaceId, string campaignId)
    {
        var own = await KeptAsync(session, workspaceId, campaignId);
        return own.IsEnough ? own : await KeptAsync(session, workspaceId, null);
    }

    private async Task<LearntHours> KeptAsync(Session session, string workspaceId, string? campaignId)
    {
        var now = time.GetUtcNow();
        if (_kept.TryGetValue((workspaceId, campaignId), out var kept) && now - kept.At < KeptFor)
            return kept.Hours;
        var rows = await session.QueryAsync<HourRow>(
            $"""
            SELECT day, hour, CAST(sum(calls) AS bigint) AS calls, CAST(sum(answered) AS bigint) AS answered FROM answer_hours
            WHERE workspace_id = @workspaceId{(campaignId is null ? "" : " AND campaign_id = @campaignId")} GROUP BY day, hour
            """, new { workspaceId, campaignId });
        var hours = LearntHours.Of(campaignId is null ? LearntHours.OfWorkspace : LearntHours.OfCampaign, [.. rows.Select(row => (row.Day, (int)row.Hour, row.Calls, row.Answered))]);
        _kept[(workspaceId, campaignId)] = (now, hours);
        return hours;
    }

    private static string HourOf(ZonedDateTime at) =>
        string.Create(CultureInfo.InvariantCulture, $"{(at.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? Weekend : Workday)}:{at.Hour:00}");

    private sealed record HourRow
    {
        public string Day { get; init; } = "";

        public long Hour { get; init; }

        public long Calls { get; init; }

        public long Answered { get; init; }
    }
}
