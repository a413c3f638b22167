using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// Ends the calls of nodes that are gone, beside the dials and without the lock of a trunk, which a node that stands still may have. They may have rung, so they are never
/// simply dialled again: each ends as <c>interrupted</c>, with what was said so far, and the campaign's retry policy decides as with any other outcome.
/// </summary>
internal sealed class LostCalls(
    Database database, Node node, WorkQueue queue, Settlement settlement, CallFiles files, LiveCalls live, LiveFeed feed, DatabaseWatch watch, WorkSignal signal, CallsOptions options,
    TimeProvider time, ILogger<LostCalls> logger)
    : BackgroundService
{
    /// <summary>The most that end in one transaction: when its node dies as well, all is to be done again, and when it stands still, nobody else can end these for a while.</summary>
    private const int MostAtOnce = 5;

    /// <summary>So many transactions beside each other: an end takes some twenty messages to the database, which mostly wait, above all on a machine that is busy.</summary>
    private const int MostTransactions = 4;

    /// <summary>The places of a dead node's calls are free soon after its lease, however long that is.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A node that is stopped while it ends them keeps them from all others for so long; one that is starved has to begin these few once more.</summary>
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(2);

    /// <summary>An answer that nobody acknowledges is repeated for so long before the phone's side gives up (64·T1, RFC 3261 section 13.3.1.4).</summary>
    private static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(32);

    /// <summary>
    /// Whoever was being talked to hears nothing any more where the node is dead or stands still, and hangs up; so does a network that hears nothing. A node that has lost no more than the database goes on
    /// talking, for nobody knows how long. The time is short all the same: who was cut off in the middle waits for our call, and whoever still talks to us is busy.
    /// </summary>
    private static readonly TimeSpan UntilHungUp = TimeSpan.FromSeconds(30);

    private const string Lost = "ended_at IS NULL AND w.state = 'leased' AND w.lease_until < @now";

    private bool MayJudge => watch.MayJudge(options.Lease);

    /// <summary>Ends all whose lease is over, trunk by trunk.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!MayJudge)
            return;
        var trunks = await database.ReadAsync(session => session.QueryAsync<(string WorkspaceId, string Id)>(
            $"SELECT DISTINCT c.workspace_id, c.trunk_id FROM calls c JOIN work w ON w.workspace_id = c.workspace_id AND w.id = c.work_id WHERE c.{Lost}",
            new { now = time.UnixNow() }), cancellationToken);
        await Repetition.InTurnAsync(trunks, trunk => EndAsync(trunk.WorkspaceId, trunk.Id, cancellationToken), cancellationToken);
    }

    /// <summary>Ends those of a trunk whose lease is over.</summary>
    public Task EndAsync(string workspaceId, string trunkId, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, database.Engine is DatabaseEngine.Postgres ? MostTransactions : 1).Select(_ => EndInPortionsAsync(workspaceId, trunkId, cancellationToken)));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.RepeatAsync(Interval, LookAsync, fault => CallsLog.LostNotEnded(logger, fault), stoppingToken);

    private async Task EndInPortionsAsync(string workspaceId, string trunkId, CancellationToken cancellationToken)
    {
        while (MayJudge && await database.WriteAsync(session => EndSomeAsync(session, workspaceId, trunkId), cancellationToken))
        {
        }
    }

    /// <returns>There may be more.</returns>
    private async Task<bool> EndSomeAsync(Session session, string workspaceId, string trunkId)
    {
        await session.LetGoAfterAsync(MostIdle);
        // Nobody waits for it: others dial on the trunk meanwhile, and nodes that do the same end different ones.
        var lapsed = await session.QueryAsync<(string Id, string WorkId, string? Owner)>(
            $"""
            SELECT c.id, c.work_id, w.lease_owner FROM calls c JOIN work w ON w.workspace_id = c.workspace_id AND w.id = c.work_id AND w.fence = c.fence
            WHERE c.workspace_id = @workspaceId AND c.trunk_id = @trunkId AND c.{Lost} ORDER BY c.work_id LIMIT {MostAtOnce}{session.ForUpdateSkipLockedOf("w")}
            """,
            new { workspaceId, trunkId, now = time.UnixNow() });
        // What this node has and runs lives, whatever a clock says that was set.
        var lost = lapsed.Where(call => call.Owner != node.Name || !live.Runs(Guid.Parse(call.Id))).ToList();
        foreach (var (id, workId, _) in lost)
        {
            // Only now does the call stand still: until its claim was taken, its node may have lived and written that somebody answered.
            if (await queue.TakeOverLapsedAsync(session, workspaceId, workId) is { } claim
                && await Call.FindAsync(session, workspaceId, id, forUpdate: true) is { EndedAt: null } call)
                await EndAsync(session, call, claim);
        }

        // Places on the trunk are free.
        if (lost.Count > 0)
            session.AfterCommit(() => signal.Wake(WorkKind.Dial));
        return lapsed.Count == MostAtOnce && lost.Count > 0;
    }

    private async Task EndAsync(Session session, Call call, Claim claim)
    {
        var id = Guid.Parse(call.Id);
        var answered = call.AnsweredAt is not null;
        var said = answered ? await SaidAsync(session, call) : [];
        var inbound = call.Direction == CallDirection.Inbound;
        var ending = CallEndings.Interrupted(answered, said, await TakenForAsync(session, call));
        await Call.EndAsync(session, call.WorkspaceId, call.Id, ending, answered ? files.RecordingOf(id) : null, time.UnixNow());
        var decision = call.DialDecision is { } kept ? ApiJson.Read<DialDecision>(kept) : null;
        await settlement.SettleAsync(session, claim, new CallOfLead(call.Id, call.LeadId, inbound, decision), ending);
        session.AfterCommit(() =>
        {
            CallsLog.Interrupted(logger, call.Id);
            var ended = LiveEvent.OfCall(call.Id, call.LeadId, call.CampaignId, ending.Status, time.GetUtcNow());
            feed.Publish(call.WorkspaceId, ended with { Outcome = ending.Outcome, HangupReason = ending.HangupReason });
        });
    }

    /// <summary>How long the person's phone may be taken by the call from now on; null: no longer, since they rang us and nobody answered.</summary>
    private static async Task<TimeSpan?> TakenForAsync(Session session, Call call)
    {
        if (call.AnsweredAt is not null)
            return UntilHungUp;
        if (call.Direction == CallDirection.Inbound)
            return null;
        // Its node sent nothing any more when its lease was over, and asked for no longer ring than its campaign allowed then.
        return TimeSpan.FromSeconds((await Campaign.FindAsync(session, call.WorkspaceId, call.CampaignId))!.ReadSettings().RingTimeoutSeconds) + UntilGivenUp;
    }

    /// <summary>
    /// The longer of what its node's file, which not every node can read, and the database, which may miss the last second, have of it. Where they are as long it is the file: a line
    /// that changes does so there first.
    /// </summary>
    private async Task<List<SpokenLine>> SaidAsync(Session session, Call call)
    {
        var onDisk = await files.ReadTranscriptAsync(Guid.Parse(call.Id), session.CancellationToken);
        var kept = await CallWords.ReadAsync(session, call.WorkspaceId, call.Id);
        return kept.Count > onDisk.Count ? kept : onDisk;
    }
}
