using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>How far a campaign is: what its counters say, and what follows from them. It reads a few rows, however many leads there are.</summary>
internal sealed class CampaignProgress(Database database, TimeProvider time)
{
    /// <summary>Of this time, the calls per hour.</summary>
    private const long WindowMs = 15 * 60_000;

    private const long MinuteMs = 60_000;
    private const double HourMs = 3_600_000;

    /// <summary>No more due leads than this are counted one by one.</summary>
    private const int MostCounted = 20_000;

    public void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet("/{id}/progress", ReadAsync)
            .WithSummary("Where the leads of a campaign stand, and how fast it goes").Produces<CampaignProgressView>().Fails(404);

    private Task<IResult> ReadAsync(Caller caller, string id) =>
        database.ReadAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id) is not { } campaign)
                return Problem.NotFound(CampaignsApi.What, id);
            var now = time.UnixNow();
            var counters = await CampaignCounters.ReadAsync(session, caller.WorkspaceId, id);
            var minutes = await CampaignCounters.MinutesAsync(session, caller.WorkspaceId, id, now - WindowMs);
            var waiting = counters.GetValueOrDefault(CampaignCounters.Waiting);
            var view = Of(campaign, counters, minutes, await DueAsync(session, campaign, waiting, now), now);
            return TypedResults.Ok(view with { CompletesAt = Times.FromUnix(await EmptyCampaigns.CompletesAtAsync(session, campaign)) });
        });

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
        var hours = minutes.Count == 0 ? 1 : Math.Max(MinuteMs, Math.Min(WindowMs, now - (minutes.First().Key * MinuteMs))) / HourMs;
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
            DoneAt = DoneAt(campaign, waiting, inCall, calls, done, callsPerHour, now),
        };

        long Read(string bucket) => counters.GetValueOrDefault(bucket);
    }

    /// <summary>When nobody waits any more, if it goes on as now: as many calls for each lead that waits as those that are done took.</summary>
    private static DateTimeOffset? DoneAt(Campaign campaign, long waiting, long inCall, long calls, long done, double callsPerHour, long now)
    {
        if (campaign.Status != CampaignStatus.Running || callsPerHour == 0 || waiting + inCall == 0)
            return null;
        var callsPerLead = done == 0 ? 1 : Math.Max(1, (double)calls / done);
        var hours = (waiting + inCall) * callsPerLead / callsPerHour;
        return hours > 10 * 365 * 24 ? null : Times.FromUnix(now).AddHours(hours);
    }
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

    /// <summary>When nobody waits any more if it goes on as in the last quarter of an hour; hours in which nobody may be called come on top. Null where that cannot be told.</summary>
    public required DateTimeOffset? DoneAt { get; init; }

    /// <summary>When it completes by itself if nothing happens any more (<c>completeAfterMinutes</c>); null when something is owed, or it never does.</summary>
    public DateTimeOffset? CompletesAt { get; init; }
}
