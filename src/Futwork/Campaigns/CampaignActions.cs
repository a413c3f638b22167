using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Campaigns;

/// <summary>Starts, pauses and resumes campaigns. Asking for what is the case already changes nothing and is no fault. Their ends are in Outcomes, as those of their leads.</summary>
internal sealed class CampaignActions(Database database, CampaignChecks checks, WorkSignal signal, LiveFeed feed, TimeProvider time)
{
    public void Map(RouteGroupBuilder campaigns)
    {
        campaigns.MapPost("/{id}/start", (Caller caller, string id) => MoveAsync(caller, id, CampaignAction.Start))
            .WithSummary("Start a draft: its leads are called from now on, or from its first moment").Produces<CampaignDocument>().Fails(404, 409, 422);
        campaigns.MapPost("/{id}/pause", (Caller caller, string id) => MoveAsync(caller, id, CampaignAction.Pause))
            .WithSummary("Pause a campaign: no new calls, no new leads").Produces<CampaignDocument>().Fails(404, 409);
        campaigns.MapPost("/{id}/resume", (Caller caller, string id) => MoveAsync(caller, id, CampaignAction.Resume))
            .WithSummary("Resume a paused campaign").Produces<CampaignDocument>().Fails(404, 409, 422);
        campaigns.MapPost("/{id}/duplicate", DuplicateAsync)
            .WithSummary("Make a draft with the same settings, and no leads").Produces<CampaignDocument>(201).Fails(404, 422);
    }

    private Task<IResult> MoveAsync(Caller caller, string id, string action) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } campaign)
                return Problem.NotFound(CampaignsApi.What, id);
            if (!CampaignStates.IsDone(campaign.Status, action)
                && (CampaignStates.Refusal(campaign.Status, action) ?? await MoveAsync(session, campaign, action)) is { } problem)
                return problem;
            return TypedResults.Ok(CampaignDocument.Of(campaign));
        });

    private async Task<Problem?> MoveAsync(Session session, Campaign campaign, string action)
    {
        if (action != CampaignAction.Pause && await checks.CheckAsync(session, campaign.WorkspaceId, campaign.ReadSettings(), CampaignStatus.Running) is { } problem)
            return problem;
        Move(session, campaign, action == CampaignAction.Pause ? CampaignStatus.Paused : Started(campaign));
        campaign.UpdatedAt = time.UnixNow();
        await campaign.UpdateAsync(session);
        return null;
    }

    /// <summary>Gives a campaign that is about to be saved a status, and tells of it.</summary>
    public void Move(Session session, Campaign campaign, string status)
    {
        campaign.Status = status;
        // The time before it ran is no quiet time.
        campaign.EmptySince = null;
        session.AfterCommit(() => feed.Publish(campaign.WorkspaceId, LiveEvent.OfCampaign(campaign.Id, status, Times.FromUnix(campaign.UpdatedAt))));
        if (status == CampaignStatus.Running)
            session.AfterCommit(() => signal.Set(WorkKind.Dial));
    }

    /// <summary>What a campaign is that is to run: it waits for its first moment.</summary>
    public string Started(Campaign campaign) => campaign.StartsAt > time.UnixNow() ? CampaignStatus.Scheduled : CampaignStatus.Running;

    private Task<IResult> DuplicateAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id) is not { } original)
                return Problem.NotFound(CampaignsApi.What, id);
            var settings = original.ReadSettings();
            // The dates of a campaign that is over would end its copy at once.
            if (original.EndsAt <= time.UnixNow())
                settings = settings with { StartsAt = null, EndsAt = null };
            var now = time.UnixNow();
            var copy = new Campaign { WorkspaceId = caller.WorkspaceId, Id = Ids.New(time), CreatedAt = now, UpdatedAt = now };
            copy.Write(settings with { Name = CopyOf(settings.Name) });
            if (await checks.CheckAsync(session, caller.WorkspaceId, copy.ReadSettings(), CampaignStatus.Draft) is { } problem)
                return problem;
            await copy.InsertAsync(session);
            return TypedResults.Created($"/api/campaigns/{copy.Id}", CampaignDocument.Of(copy));
        });

    private static string CopyOf(string name) => name.Length <= 100 - " (copy)".Length ? $"{name} (copy)" : name;
}
