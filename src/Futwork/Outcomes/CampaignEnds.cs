using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>Completes, cancels and archives campaigns. Each of their leads that still waits gets its own end; of very many, the rest a moment later.</summary>
internal sealed class CampaignEnds(Database database, UndialledLeads undialled, WorkSignal signal, LiveFeed feed, TimeProvider time)
{
    /// <summary>The most leads whose ends are written in one transaction.</summary>
    public const int MostAtOnce = 500;

    public void Map(RouteGroupBuilder campaigns)
    {
        campaigns.MapPost("/{id}/complete", (Caller caller, string id) => EndAsync(caller, id, CampaignAction.Complete))
            .WithSummary("Complete a campaign: leads that still wait expire, each with a webhook").Produces<CampaignDocument>().Fails(404, 409);
        campaigns.MapPost("/{id}/cancel", (Caller caller, string id) => EndAsync(caller, id, CampaignAction.Cancel))
            .WithSummary("Cancel a campaign for good: leads that still wait are canceled, each with a webhook").Produces<CampaignDocument>().Fails(404, 409);
        campaigns.MapPost("/{id}/end", (Caller caller, string id) => EndAsync(caller, id, CampaignAction.Cancel))
            .WithSummary("The same as cancel").Produces<CampaignDocument>().Fails(404, 409);
        campaigns.MapDelete("/{id}", (Caller caller, string id) => EndAsync(caller, id, CampaignAction.Archive))
            .WithSummary("Archive a campaign that is over, or a draft").Produces<CampaignDocument>().Fails(404, 409);
    }

    private Task<IResult> EndAsync(Caller caller, string id, string action) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } campaign)
                return Problem.NotFound(CampaignsApi.What, id);
            if (!CampaignStates.IsDone(campaign.Status, action))
            {
                if ((CampaignStates.Refusal(campaign.Status, action) ?? await StillEndingAsync(session, campaign, action)) is { } problem)
                    return problem;
                await MoveAsync(session, campaign, CampaignStates.Transitions.First(step => step.Action == action).To);
            }

            return TypedResults.Ok(CampaignDocument.Of(campaign));
        });

    /// <summary>How a campaign ended tells how the rest of its leads do: it is not put away before that is written.</summary>
    private static async Task<Problem?> StillEndingAsync(Session session, Campaign campaign, string action) =>
        action == CampaignAction.Archive && CampaignStatus.Over.Contains(campaign.Status) && await session.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT 1 FROM work WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND lane = @Id AND state = 'ready' LIMIT 1) waiting", campaign) > 0
            ? Problem.Conflict("campaign-ending", "The ends of its leads are still being written; ask again in a moment.")
            : null;

    /// <summary>Ends a campaign whose row is locked, and as many of its leads as one transaction takes.</summary>
    public async Task MoveAsync(Session session, Campaign campaign, string status)
    {
        campaign.Status = status;
        campaign.UpdatedAt = time.UnixNow();
        if (status == CampaignStatus.Archived)
            campaign.ArchivedAt ??= campaign.UpdatedAt;
        await campaign.UpdateAsync(session);
        session.AfterCommit(() => feed.Publish(campaign.WorkspaceId, LiveEvent.OfCampaign(campaign.Id, status, Times.FromUnix(campaign.UpdatedAt))));
        if (await undialled.EndWaitingAsync(session, campaign.WorkspaceId, campaign.Id, MostAtOnce, EndOf(status)) == MostAtOnce)
            session.AfterCommit(() => signal.Set(Campaign.Signal));
    }

    /// <summary>The end of the leads that wait in a campaign which is over.</summary>
    public static LeadEnd EndOf(string status) => status == CampaignStatus.Completed ? LeadEnd.CampaignCompleted : LeadEnd.CampaignCancelled;
}
