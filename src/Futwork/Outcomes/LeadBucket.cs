using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>Where a lead stands, as its campaign counts it.</summary>
internal static class LeadBucket
{
    /// <summary>Reads it, and holds the lead's order until the transaction ends, or the lead where it has none, so that it is still so when the movement is written.</summary>
    public static async Task<string> HoldAsync(Session session, string workspaceId, string leadId)
    {
        var state = await session.ScalarAsync<string>(
            "SELECT state FROM work WHERE workspace_id = @workspaceId AND kind = 'dial' AND subject_id = @leadId" + session.ForUpdate, new { workspaceId, leadId });
        if (state is "ready" or "leased")
            return state == "ready" ? CampaignCounters.Waiting : CampaignCounters.Calling;
        if (state is null)
            await session.ScalarAsync<string>("SELECT id FROM leads WHERE workspace_id = @workspaceId AND id = @leadId" + session.ForNoKeyUpdate, new { workspaceId, leadId });
        var outcome = await session.ScalarAsync<string>(
            "SELECT outcome FROM lead_progress WHERE workspace_id = @workspaceId AND lead_id = @leadId", new { workspaceId, leadId });
        return outcome is null ? CampaignCounters.Incoming : CampaignCounters.Done(outcome);
    }
}
