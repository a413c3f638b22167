using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>What became of a wish to cancel a lead.</summary>
internal enum LeadCancellation
{
    /// <summary>It will not be called, or not again.</summary>
    Canceled,

    /// <summary>It is being called right now: this call goes on unless it is hung up, and there will be no other.</summary>
    Calling,

    /// <summary>There was nothing left to cancel.</summary>
    Over,
}

/// <summary>The ends of leads that no call decides.</summary>
internal sealed class UndialledLeads(TimeProvider time)
{
    /// <summary>Sees to it that a lead of the workspace is not called any more.</summary>
    public async Task<LeadCancellation> CancelAsync(Session session, string workspaceId, string campaignId, string leadId)
    {
        if (await WorkQueue.CancelAsync(session, workspaceId, WorkKind.Dial, leadId))
        {
            await EndAsync(session, workspaceId, campaignId, leadId);
            return LeadCancellation.Canceled;
        }

        var live = await session.ScalarAsync<long>(
            "SELECT count(*) FROM calls WHERE workspace_id = @workspaceId AND lead_id = @leadId AND ended_at IS NULL", new { workspaceId, leadId });
        if (live == 0)
            return LeadCancellation.Over;
        await EndAsync(session, workspaceId, campaignId, leadId);
        return LeadCancellation.Calling;
    }

    /// <summary>Its number is on the do-not-call list: what was claimed is not dialled.</summary>
    public async Task SuppressAsync(Session session, Claim claim)
    {
        await claim.CompleteAsync(session);
        await EndAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId, CallOutcome.Suppressed);
    }

    private async Task EndAsync(Session session, string workspaceId, string campaignId, string leadId, string outcome = CallOutcome.Canceled)
    {
        var progress = await LeadProgress.FindAsync(session, workspaceId, campaignId, leadId);
        await (progress with { Status = CallStatus.Canceled, Outcome = outcome }).SaveAsync(session, time);
    }
}
