using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>
/// What happens to campaigns and leads because time passes: campaigns begin and end, or are done, leads expire, leads that still wait in a campaign that is over
/// get their end, and retries are planned anew whose policy has changed; and movements of leads are folded into counters. Any number of nodes may do it at the same time. Nothing is called out of its time when this is late: a dial looks for itself.
/// </summary>
internal sealed partial class CampaignClock(
    Database database, CampaignEnds ends, EmptyCampaigns empty, ChangedRetries retries, UndialledLeads undialled, LiveFeed feed, WorkSignal signal, TimeProvider time, ILogger<CampaignClock> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Does all that is due. What breaks keeps nothing else from being done.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => Repetition.InTurnAsync<Func<CancellationToken, Task>>(
        [RunScheduledAsync, retries.LookAsync, FoldAsync, CompleteAsync, empty.LookAsync, EndAsync], step => step(cancellationToken), cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        signal.RepeatAsync(Campaign.Signal, Poll, time, LookAsync, LogFailed, stoppingToken);

    private Task RunScheduledAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            var now = time.UnixNow();
            var started = await session.QueryAsync<(string WorkspaceId, string Id)>(
                """
                UPDATE campaigns SET status = 'running', empty_since = NULL, updated_at = @now WHERE status = 'scheduled' AND (starts_at IS NULL OR starts_at <= @now)
                RETURNING workspace_id, id
                """, new { now });
            if (started.Count > 0)
                session.AfterCommit(() => signal.Set(WorkKind.Dial));
            foreach (var (workspaceId, id) in started)
                session.AfterCommit(() => feed.Publish(workspaceId, LiveEvent.OfCampaign(id, CampaignStatus.Running, Times.FromUnix(now))));
        }, cancellationToken);

    private Task FoldAsync(CancellationToken cancellationToken) => database.WriteInPortionsAsync(
        async session => await CampaignCounters.FoldAsync(session, time.UnixNow()) == CampaignCounters.MostAtOnce, cancellationToken);

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        while (await EndWaitingAsync(cancellationToken) + await ExpireAsync(cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var over = await database.ReadAsync(
            async session => await session.QueryAsync<(string WorkspaceId, string Id)>(
                "SELECT workspace_id, id FROM campaigns WHERE status IN ('running', 'paused') AND ends_at <= @now", new { now = time.UnixNow() }),
            cancellationToken);
        foreach (var (workspaceId, id) in over)
        {
            await database.WriteAsync(async session =>
            {
                // It may have been given a later end at this moment.
                var campaign = await Campaign.FindAsync(session, workspaceId, id, forUpdate: true);
                if (campaign is { Status: CampaignStatus.Running or CampaignStatus.Paused } && campaign.EndsAt <= time.UnixNow())
                    await ends.MoveAsync(session, campaign, CampaignStatus.Completed);
            }, cancellationToken);
        }
    }

    private async Task<int> EndWaitingAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var (workspaceId, id, status) in await database.ReadAsync(OverWithWaitingAsync, cancellationToken))
            ended += await database.WriteAsync(
                session => undialled.EndWaitingAsync(session, workspaceId, id, CampaignEnds.MostAtOnce, CampaignEnds.EndOf(status)), cancellationToken);
        return ended;
    }

    /// <summary>Campaigns that are over and have leads waiting. One index probe per campaign that has any.</summary>
    private static async Task<List<(string WorkspaceId, string Id, string Status)>> OverWithWaitingAsync(Session session)
    {
        var lanes = await WorkQueue.LanesAsync(session, WorkKind.Dial);
        return await session.QueryAsync<(string, string, string)>(
            $"SELECT workspace_id, id, status FROM campaigns WHERE {session.Among("status", "over")} AND {session.Among("id", "lanes")}",
            new { over = CampaignStatus.Over.ToArray(), lanes = lanes.ToArray() });
    }

    private Task<int> ExpireAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            var expired = await WorkQueue.TakeExpiredAsync(session, WorkKind.Dial, time.UnixNow(), CampaignEnds.MostAtOnce);
            foreach (var campaign in expired.GroupBy(lead => (lead.WorkspaceId, lead.CampaignId)))
                await undialled.EndAsync(session, campaign.Key.WorkspaceId, campaign.Key.CampaignId, [.. campaign.Select(lead => lead.SubjectId)], LeadEnd.Expired);
            return expired.Count;
        }, cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking after campaigns failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
