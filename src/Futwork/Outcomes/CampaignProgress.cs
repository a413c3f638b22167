using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>
/// How far a campaign is: what its counters say, and what follows from them. It reads a few rows, however many leads there are; for some of those that wait, it goes
/// through the index of them all.
/// </summary>
internal sealed class CampaignProgress(Database database, TimeProvider time)
{
    /// <summary>Of this time, the calls per hour.</summary>
    private const long WindowMs = 15 * TimeSpan.MillisecondsPerMinute;

    private const double HourMs = TimeSpan.MillisecondsPerHour;

    /// <summary>No more rows than this are counted one by one.</summary>
    private const int MostCounted = 20_000;

    /// <summary>So many of the last calls tell a pace, those that came in included.</summary>
    private const int MostLookedAt = 10_000;

    /// <summary>The pace of calls before this tells nothing of today's.</summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(30);

    public void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet("/{id}/progress", ReadAsync)
            .WithSummary("Where the leads of a campaign stand, and how fast it goes").Produces<CampaignProgressView>().Fails(404);

    private async Task<IResult> ReadAsync(Caller caller, string id)
    {
        var now = time.UnixNow();
        // What follows from the hours of those who wait takes a moment: no connection is held for it.
        return await database.ReadAsync(session => LookAsync(session, caller.WorkspaceId, id, now)) is { } read
            ? TypedResults.Ok(read.View with { DoneAt = await DoneAtAsync(read, Times.FromUnix(now)) })
            : Problem.NotFound(CampaignsApi.What, id);
    }

    private static async Task<Snapshot?> LookAsync(Session session, string workspaceId, string id, long now)
    {
        if (await Campaign.FindAsync(session, workspaceId, id) is not { } campaign)
            return null;
        var counters = await CampaignCounters.ReadAsync(session, workspaceId, id);
        var minutes = await CampaignCounters.MinutesAsync(session, workspaceId, id, now - WindowMs);
        var waiting = counters.GetValueOrDefault(CampaignCounters.Waiting);
        var view = Of(campaign, counters, minutes, await DueAsync(session, campaign, waiting, now), now) with
        {
            CompletesAt = Times.FromUnix(await EmptyCampaigns.CompletesAtAsync(session, campaign)),
        };
        var isGoingOn = campaign.Status == CampaignStatus.Running && view.Waiting + view.InCall > 0;
        return new Snapshot(campaign, view, isGoingOn ? await WaitingSample.ReadAsync(session, campaign, view.Waiting) : null);
    }

    /// <summary>How many leads are due: counted where they are few, else as those that wait without the few that are not due yet; else only that they are many.</summary>
    private static async Task<(long Due, bool IsExact)> DueAsync(Session session, Campaign campaign, long waiting, long now)
    {
        async Task<long> CountAsync(string due) => await session.ScalarAsync<long>(
            $"SELECT count(*) FROM (SELECT 1 FROM work WHERE kind = 'dial' AND lane = @Id AND state = 'ready' AND {due} LIMIT @MostCounted) counted",
            new { campaign.Id, now, MostCounted });
        var due = await CountAsync("due_at <= @now");
        if (due < MostCounted)
            return (Math.Min(due, waiting), true);
        var later = await CountAsync("due_at > @now");
        return later < MostCounted ? (Math.Max(0, waiting - later), true) : (MostCounted, false);
    }

    private static CampaignProgressView Of(
        Campaign campaign, Dictionary<string, long> counters, SortedDictionary<long, (long Calls, long Answered)> minutes, (long Due, bool IsExact) due, long now)
    {
        var outcomes = counters.Where(counter => CampaignCounters.OutcomeOf(counter.Key) is not null)
            .OrderBy(counter => counter.Key, StringComparer.Ordinal).ToDictionary(counter => CampaignCounters.OutcomeOf(counter.Key)!, counter => counter.Value, StringComparer.Ordinal);
        var (waiting, inCall, incoming) = (Read(CampaignCounters.Waiting), Read(CampaignCounters.Calling), Read(CampaignCounters.Incoming));
        var (calls, answered, done) = (Read(CampaignCounters.Calls), Read(CampaignCounters.Answered), outcomes.Values.Sum());
        var hours = minutes.Count == 0 ? 1 : Math.Max(TimeSpan.MillisecondsPerMinute, Math.Min(WindowMs, now - (minutes.First().Key * TimeSpan.MillisecondsPerMinute))) / HourMs;
        var callsPerHour = minutes.Values.Sum(minute => minute.Calls) / hours;
        return new CampaignProgressView
        {
            CampaignId = campaign.Id,
            Status = campaign.Status,
            Total = waiting + inCall + done + incoming,
            Waiting = waiting,
            Due = due.Due,
            DueIsExact = due.IsExact,
            InCall = inCall,
            Done = done,
            Incoming = incoming,
            Outcomes = outcomes,
            Converted = Read(CampaignCounters.Converted),
            Calls = calls,
            Answered = answered,
            AnswerRate = calls == 0 ? null : Math.Round((double)answered / calls, 4),
            TalkSeconds = Read(CampaignCounters.TalkMs) / 1000d,
            Cost = counters.TryGetValue(CampaignCounters.CostMicros, out var micros) ? micros / 1_000_000m : null,
            CallsPerHour = Math.Round(callsPerHour, 1),
            AnswersPerHour = Math.Round(minutes.Values.Sum(minute => minute.Answered) / hours, 1),
        };

        long Read(string bucket) => counters.GetValueOrDefault(bucket);
    }

    /// <summary>
    /// When nobody waits any more: as many calls for each lead that waits as those that are done took, at the pace of now. Where the hours keep all of them from being
    /// called, or have just begun, the pace is that of the last calls before.
    /// </summary>
    private async Task<DateTimeOffset?> DoneAtAsync(Snapshot read, DateTimeOffset now)
    {
        var (campaign, view, waiting) = read;
        if (waiting is null)
            return null;
        var forecast = new CampaignForecast(campaign, waiting, now);
        var showsPace = forecast.IsOpen(now) && (view.CallsPerHour > 0 || forecast.IsOpen(now.AddMilliseconds(-WindowMs)));
        var pace = showsPace ? view.CallsPerHour : await database.ReadAsync(session => LastPaceAsync(session, campaign, now));
        var callsPerLead = view.Done == 0 ? 1 : Math.Max(1, (double)view.Calls / view.Done);
        return pace > 0 ? forecast.DoneAt((view.Waiting + view.InCall) * callsPerLead, pace, now) : null;
    }

    /// <summary>
    /// The calls per hour of the hour before the last call to a lead, if that was not long ago; 0 where there were too few to tell. Those count that count as
    /// <see cref="CampaignCounters.Calls"/>.
    /// </summary>
    private static async Task<double> LastPaceAsync(Session session, Campaign campaign, DateTimeOffset now)
    {
        var (count, first, last) = await session.FirstOrDefaultAsync<(long Count, long First, long Last)>(
            """
            WITH made AS (
                SELECT created_at FROM (
                    SELECT created_at, direction, unheard FROM calls WHERE workspace_id = @WorkspaceId AND campaign_id = @Id AND created_at > @since
                    ORDER BY created_at DESC LIMIT @MostLookedAt) looked
                WHERE direction = @Outbound AND unheard = 0)
            SELECT count(*) AS calls, coalesce(min(created_at), 0) AS earliest, coalesce(max(created_at), 0) AS latest FROM made
            WHERE created_at > (SELECT max(created_at) FROM made) - @HourMs
            """, new { campaign.WorkspaceId, campaign.Id, CallDirection.Outbound, HourMs = (long)HourMs, MostLookedAt, since = (now - LongAgo).ToUnixTimeMilliseconds() });
        return Math.Max(0, count - 1) * HourMs / Math.Max(TimeSpan.MillisecondsPerMinute, last - first);
    }

    /// <summary>What is read of a campaign.</summary>
    /// <param name="Campaign">Itself.</param>
    /// <param name="View">All but what follows from the hours of those who wait.</param>
    /// <param name="Waiting">Some of those; null where nothing is to follow.</param>
    private sealed record Snapshot(Campaign Campaign, CampaignProgressView View, WaitingSample? Waiting);
}

/// <summary>How far a campaign is. Its leads are <see cref="Waiting"/>, <see cref="InCall"/>, <see cref="Done"/> or <see cref="Incoming"/>: these add up to <see cref="Total"/>.</summary>
internal sealed record CampaignProgressView
{
    /// <summary>The campaign.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Its status.</summary>
    public required string Status { get; init; }

    /// <summary>All its leads.</summary>
    public required long Total { get; init; }

    /// <summary>Leads to whom a call is owed, now or later.</summary>
    public required long Waiting { get; init; }

    /// <summary>Those of them whose time has come; the hours of a person may still keep one of them waiting.</summary>
    public required long Due { get; init; }

    /// <summary>False: there are at least so many due.</summary>
    public required bool DueIsExact { get; init; }

    /// <summary>Leads that are being called, from their claim to the end of the call.</summary>
    public required long InCall { get; init; }

    /// <summary>Leads to whom no call is owed any more; <see cref="Outcomes"/> add up to it.</summary>
    public required long Done { get; init; }

    /// <summary>Persons who called by themselves, were no leads before, and whose call has come to nothing yet.</summary>
    public required long Incoming { get; init; }

    /// <summary>The leads that are done, by what came of them last.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Leads of whom a call came to one of the labels in <c>stopConditions.converted</c>, whatever else they are.</summary>
    public required long Converted { get; init; }

    /// <summary>Calls to leads that are over and may have rung.</summary>
    public required long Calls { get; init; }

    /// <summary>Those of them that were answered, by a person or a machine.</summary>
    public required long Answered { get; init; }

    /// <summary>Answered of all calls, 0 to 1; null before the first.</summary>
    public required double? AnswerRate { get; init; }

    /// <summary>How long all conversations took, also those of calls that came in.</summary>
    public required double TalkSeconds { get; init; }

    /// <summary>What engines cost, in the currency of the configured prices; null where nothing has a price.</summary>
    public required decimal? Cost { get; init; }

    /// <summary>Calls per hour in the last quarter of an hour, or since the first call in it.</summary>
    public required double CallsPerHour { get; init; }

    /// <summary>Answered calls per hour, likewise.</summary>
    public required double AnswersPerHour { get; init; }

    /// <summary>
    /// When nobody waits any more if it goes on as in the last quarter of an hour, outside the calling hours as in the last hour with calls. Hours in which they may not be
    /// called are counted in. At the latest the campaign's end, by which the rest expires. Null where that cannot be told.
    /// </summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>When it completes by itself if nothing happens any more (<c>completeAfterMinutes</c>); null when something is owed, or it never does.</summary>
    public DateTimeOffset? CompletesAt { get; init; }
}
