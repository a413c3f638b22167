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
internal sealed class LostCalls(WorkQueue queue, Settlement settlement, CallFiles files, LiveFeed feed, TimeProvider time, ILogger<LostCalls> logger)
{
    /// <summary>Ends those of a trunk whose lease is over.</summary>
    public async Task EndAsync(Session session, string workspaceId, string trunkId)
    {
        var calls = await session.QueryAsync<Call>(
            """
            SELECT c.* FROM calls c JOIN work w ON w.workspace_id = c.workspace_id AND w.id = c.work_id AND w.fence = c.fence
            WHERE c.workspace_id = @workspaceId AND c.trunk_id = @trunkId AND c.ended_at IS NULL AND w.state = 'leased' AND w.lease_until < @now
            """,
            new { workspaceId, trunkId, now = time.UnixNow() });
        foreach (var call in calls)
        {
            if (await queue.TakeOverLapsedAsync(session, call.WorkspaceId, call.WorkId) is { } claim)
                await EndAsync(session, call, claim);
        }
    }

    private async Task EndAsync(Session session, Call call, Claim claim)
    {
        var id = Guid.Parse(call.Id);
        var answered = call.AnsweredAt is not null;
        var said = answered ? await files.ReadTranscriptAsync(id, session.CancellationToken) : null;
        var inbound = call.Direction == CallDirection.Inbound;
        var ending = CallEndings.Interrupted(answered, Transcript.FromLines(said));
        await Call.EndAsync(session, call.WorkspaceId, call.Id, ending, answered ? files.RecordingOf(id) : null, time.UnixNow());
        await settlement.SettleAsync(session, claim, new CallOfLead(call.Id, call.LeadId, inbound), ending);
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
