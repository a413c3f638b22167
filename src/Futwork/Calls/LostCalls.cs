using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>
/// Ends the calls of nodes that are gone. They may have rung, so they are never simply dialled again: each ends as <c>interrupted</c>, with what was
/// said so far where this node can read it, and the campaign's retry policy decides as with any other outcome.
/// </summary>
internal sealed class LostCalls(
    Database database, Node node, WorkQueue queue, Settlement settlement, CallFiles files, LiveCalls live, LiveFeed feed, DatabaseWatch watch, CallsOptions options, TimeProvider time,
    ILogger<LostCalls> logger)
{
    /// <summary>The most that end in one transaction: when its node dies as well, all is to be done again.</summary>
    private const int MostAtOnce = 25;

    private const string Lost = "ended_at IS NULL AND w.state = 'leased' AND w.lease_until < @now";

    /// <summary>A database that was away could not be told that a node lives: each gets the time of a lease to say so.</summary>
    private bool MayJudge => watch.HasBeenThereFor(options.Lease);

    /// <summary>The trunks that have calls whose lease is over.</summary>
    public async Task<List<(string WorkspaceId, string TrunkId)>> TrunksAsync(CancellationToken cancellationToken) =>
        !MayJudge
            ? []
            : await database.ReadAsync(session => session.QueryAsync<(string, string)>(
                $"SELECT DISTINCT c.workspace_id, c.trunk_id FROM calls c JOIN work w ON w.workspace_id = c.workspace_id AND w.id = c.work_id WHERE c.{Lost}",
                new { now = time.UnixNow() }), cancellationToken);

    /// <summary>Ends those of a trunk whose lease is over.</summary>
    public async Task EndAsync(string workspaceId, string trunkId, CancellationToken cancellationToken)
    {
        while (MayJudge && await database.WriteAsync(session => EndSomeAsync(session, workspaceId, trunkId), cancellationToken))
        {
        }
    }

    /// <returns>There may be more.</returns>
    private async Task<bool> EndSomeAsync(Session session, string workspaceId, string trunkId)
    {
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

        return lapsed.Count == MostAtOnce && lost.Count > 0;
    }

    private async Task EndAsync(Session session, Call call, Claim claim)
    {
        var id = Guid.Parse(call.Id);
        var answered = call.AnsweredAt is not null;
        var said = answered ? await files.ReadTranscriptAsync(id, session.CancellationToken) : null;
        var inbound = call.Direction == CallDirection.Inbound;
        var ending = CallEndings.Interrupted(answered, Transcript.FromLines(said));
        await Call.EndAsync(session, call.WorkspaceId, call.Id, ending, answered ? files.RecordingOf(id) : null, time.UnixNow());
        var decision = call.DialDecision is { } kept ? ApiJson.Read<DialDecision>(kept) : null;
        await settlement.SettleAsync(session, claim, new CallOfLead(call.Id, call.LeadId, inbound, decision), ending);
        session.AfterCommit(() =>
        {
            CallsLog.Interrupted(logger, call.Id);
            feed.Publish(call.WorkspaceId, new LiveEvent("call.status", time.GetUtcNow())
            {
                CallSid = call.Id,
                LeadId = call.LeadId,
                CampaignId = call.CampaignId,
                Status = ending.Status,
                Outcome = ending.Outcome,
                HangupReason = ending.HangupReason,
            });
        });
    }
}
