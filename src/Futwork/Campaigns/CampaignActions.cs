using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Campaigns;

/// <summary>Starts, pauses, resumes and ends campaigns. Asking for what is the case already changes nothing and is no fault.</summary>
internal sealed class CampaignActions(Database database, CampaignChecks checks, WorkSignal signal, TimeProvider time)
{
    public void Map(RouteGroupBuilder campaigns)
    {
        campaigns.MapPost("/{id}/start", (Caller caller, string id) => ToAsync(caller, id, CampaignStatus.Running, CampaignStatus.Draft))
            .WithSummary("Start a draft: its leads are called from now on").Produces<CampaignDocument>().Fails(404, 409, 422);
        campaigns.MapPost("/{id}/pause", (Caller caller, string id) => ToAsync(caller, id, CampaignStatus.Paused, CampaignStatus.Running))
            .WithSummary("Pause a running campaign: no new calls, no new leads").Produces<CampaignDocument>().Fails(404, 409);
        campaigns.MapPost("/{id}/resume", (Caller caller, string id) => ToAsync(caller, id, CampaignStatus.Running, CampaignStatus.Paused))
            .WithSummary("Resume a paused campaign").Produces<CampaignDocument>().Fails(404, 409, 422);
        campaigns.MapPost("/{id}/end", (Caller caller, string id) =>
                ToAsync(caller, id, CampaignStatus.Ended, CampaignStatus.Draft, CampaignStatus.Running, CampaignStatus.Paused))
            .WithSummary("End a campaign for good: leads not yet called never will be").Produces<CampaignDocument>().Fails(404);
    }

    private Task<IResult> ToAsync(Caller caller, string id, string target, params string[] from) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } campaign)
                return Problem.NotFound(CampaignsApi.What, id);
            if (campaign.Status != target)
            {
                if (!from.Contains(campaign.Status))
                    return Problem.Conflict($"campaign-{campaign.Status}", $"The campaign is {campaign.Status}; this takes one that is {string.Join(" or ", from)}.");
                if (await MoveAsync(session, campaign, target) is { } problem)
                    return problem;
            }

            return TypedResults.Ok(CampaignDocument.Of(campaign));
        });

    private async Task<Problem?> MoveAsync(Session session, Campaign campaign, string target)
    {
        if (target == CampaignStatus.Running && campaign.ArchivedAt is not null)
            return Problem.Conflict("campaign-archived", "The campaign is archived.");
        if (target == CampaignStatus.Running && await checks.CheckAsync(session, campaign.WorkspaceId, campaign.ReadSettings(), ready: true) is { } problem)
            return problem;
        campaign.Status = target;
        campaign.UpdatedAt = time.UnixNow();
        await campaign.UpdateAsync(session);
        if (target == CampaignStatus.Running)
            session.AfterCommit(() => signal.Set(WorkKind.Dial));
        if (target == CampaignStatus.Ended)
            await WorkQueue.CancelCampaignAsync(session, campaign.WorkspaceId, WorkKind.Dial, campaign.Id);
        return null;
    }
}
