using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>What became of a wish to cancel a lead.</summary>
internal enum LeadCancellation
{
    /// <summary>It will not be called, or not again.</summary>
    Canceled,

    /// <summary>It is being called right now: this call goes on unless it is hung up, and there will be no other.</summary>
    Calling,

    /// <summary>There was nothing left to cancel: no call of ours is owed to it.</summary>
    Over,
}

/// <summary>The ends of leads that no call decides. None is silent: the client is told by a webhook, as of the end of a call.</summary>
internal sealed class UndialledLeads(Deliveries deliveries, TimeProvider time)
{
    /// <summary>Sees to it that a lead of the workspace is not called any more.</summary>
    public async Task<LeadCancellation> CancelAsync(Session session, string workspaceId, string campaignId, string leadId)
    {
        // A call that ends at this moment is waited for: the lead may wait to be tried again after it.
        switch (await LeadBucket.HoldAsync(session, workspaceId, leadId))
        {
            case CampaignCounters.Waiting:
                await WorkQueue.CancelAsync(session, workspaceId, WorkKind.Dial, leadId);
                await EndAsync(session, workspaceId, campaignId, [leadId], LeadEnd.Canceled);
                return LeadCancellation.Canceled;
            case CampaignCounters.Calling:
                // The call that is up tells of its own end, and is counted by it.
                await MarkAsync(session, workspaceId, campaignId, [leadId], LeadEnd.Canceled);
                return LeadCancellation.Calling;
            default:
                return LeadCancellation.Over;
        }
    }

    /// <summary>What was claimed of one campaign is not dialled.</summary>
    public async Task EndAsync(Session session, IReadOnlyList<Claim> claims, LeadEnd end)
    {
        await Claims.CompleteAsync(session, claims);
        await EndAsync(session, claims[0].WorkspaceId, claims[0].CampaignId, [.. claims.Select(claim => claim.SubjectId)], end);
    }

    /// <summary>Ends leads that wait in a campaign, at most so many.</summary>
    /// <returns>How many; fewer than asked for when no more wait that nobody else is at.</returns>
    public async Task<int> EndWaitingAsync(Session session, string workspaceId, string campaignId, int most, LeadEnd end)
    {
        var leads = await WorkQueue.CancelCampaignAsync(session, workspaceId, WorkKind.Dial, campaignId, most);
        if (leads.Count > 0)
            await EndAsync(session, workspaceId, campaignId, leads, end);
        return leads.Count;
    }

    /// <summary>Ends leads of a campaign to whom no call is owed any more, by this transaction.</summary>
    public async Task EndAsync(Session session, string workspaceId, string campaignId, IReadOnlyList<string> leadIds, LeadEnd end)
    {
        foreach (var outcome in (await MarkAsync(session, workspaceId, campaignId, leadIds, end)).CountBy(outcome => outcome))
            await CampaignCounters.MoveAsync(
                session, (workspaceId, campaignId), time.UnixNow(), CampaignCounters.Waiting, CampaignCounters.Done(outcome.Key), outcome.Value);
        await deliveries.AnnounceUncalledAsync(session, workspaceId, leadIds, end.HangupBy, end.HangupReason);
    }

    /// <returns>The outcome of each.</returns>
    private async Task<List<string>> MarkAsync(Session session, string workspaceId, string campaignId, IReadOnlyList<string> leadIds, LeadEnd end)
    {
        string[] ids = [.. leadIds.Order(StringComparer.Ordinal)];
        return await session.InsertAsync("lead_progress",
        [
            new("workspace_id", Array.ConvertAll(ids, _ => workspaceId)),
            new("lead_id", ids),
            new("campaign_id", Array.ConvertAll(ids, _ => campaignId)),
            new("status", Array.ConvertAll(ids, _ => CallStatus.Canceled)),
            new("outcome", Array.ConvertAll(ids, _ => end.Outcome ?? CallOutcome.Canceled)),
            new("attempts", new long[ids.Length]),
            new("ended_by", Array.ConvertAll(ids, _ => end.Name)),
            new("updated_at", Array.ConvertAll(ids, _ => time.UnixNow())),
        ],
        $"""
        ON CONFLICT (workspace_id, lead_id) DO UPDATE SET status = excluded.status,
            outcome = {(end.Outcome is null ? "coalesce(lead_progress.outcome, excluded.outcome)" : "excluded.outcome")}, ended_by = excluded.ended_by,
            updated_at = excluded.updated_at
        """, "outcome");
    }
}
