using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Campaigns;

/// <summary>Campaigns of the caller's workspace.</summary>
internal sealed class CampaignsApi(Database database, RequestBody body, CampaignChecks checks, CampaignActions actions, Recalls recalls, WorkSignal signal, TimeProvider time)
{
    public const string What = "campaign";

    private const string Example =
        """
        {
          "name": "Appointments", "agentId": "68ecc7a3d9fbecbe9431a0a7", "trunkId": "68ecc700d9fbecbe94319f00",
          "leadSchema": [{"name": "customer_name", "required": true}, {"name": "place"}],
          "timezone": "Asia/Kolkata",
          "callingWindows": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat"], "start": "10:00", "end": "19:00"}],
          "legalPreset": "in",
          "retry": {"maxAttempts": 3, "gapSeconds": 3600}
        }
        """;

    public void Map(RouteGroupBuilder campaigns)
    {
        campaigns.MapPost("/", CreateAsync).WithSummary("Make a campaign; it is a draft until it is started").Takes<CampaignSettings>(Example).Produces<CampaignDocument>(201);
        campaigns.MapGet("/", ListAsync).WithSummary("List campaigns").ListsPages<CampaignDocument>();
        campaigns.MapGet("/{id}", ReadAsync).WithSummary("Read a campaign").Produces<CampaignDocument>().Fails(404);
        campaigns.MapPatch("/{id}", ChangeAsync).WithSummary("Change a campaign").Takes<CampaignSettings>().Produces<CampaignDocument>().Fails(404, 409);
    }

    private async Task<IResult> CreateAsync(Caller caller, HttpRequest request)
    {
        var read = await body.ReadAsync<CampaignSettings>(request);
        if (read.Problem is { } unread)
            return unread;
        var now = time.UnixNow();
        var campaign = new Campaign { WorkspaceId = caller.WorkspaceId, Id = Ids.New(time), CreatedAt = now, UpdatedAt = now };
        campaign.Write(read.Value!);
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await checks.CheckAsync(session, caller.WorkspaceId, read.Value!, CampaignStatus.Draft) is { } problem)
                return problem;
            await campaign.InsertAsync(session);
            return TypedResults.Created($"/api/campaigns/{campaign.Id}", CampaignDocument.Of(campaign));
        });
    }

    private Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context) =>
        page.AnswerAsync<Campaign, CampaignDocument>(context, database,
            $"SELECT * FROM campaigns WHERE workspace_id = @WorkspaceId{page.UnlessArchived}", new { caller.WorkspaceId }, CampaignDocument.Of, row => row.Id);

    private async Task<IResult> ReadAsync(Caller caller, string id) =>
        await database.ReadAsync(session => Campaign.FindAsync(session, caller.WorkspaceId, id)) is { } campaign
            ? TypedResults.Ok(CampaignDocument.Of(campaign))
            : Problem.NotFound(What, id);

    private async Task<IResult> ChangeAsync(Caller caller, string id, HttpRequest request)
    {
        var patch = await body.JsonAsync(request);
        if (patch.Problem is { } problem)
            return problem;
        return await database.WriteAsync<IResult>(async session =>
        {
            if (await Campaign.FindAsync(session, caller.WorkspaceId, id, forUpdate: true) is not { } campaign)
                return Problem.NotFound(What, id);
            if (CampaignStatus.Over.Contains(campaign.Status))
                return Problem.Conflict($"campaign-{campaign.Status}", $"The campaign is {campaign.Status} and stays as it was; duplicate it: POST /api/campaigns/{id}/duplicate.");
            var changed = MergePatch.Apply(campaign.ReadSettings(), patch.Value);
            return changed.Problem ?? await SaveAsync(session, campaign, changed.Value!);
        });
    }

    private async Task<IResult> SaveAsync(Session session, Campaign campaign, CampaignSettings settings)
    {
        if ((await checks.CheckAsync(session, campaign.WorkspaceId, settings, campaign.Status) ?? await checks.CheckOtherAgentAsync(session, campaign, settings)) is { } wrong)
            return wrong;
        if (PutsOffBy(campaign.ReadSettings()) != PutsOffBy(settings))
            await recalls.RecallAsync(session, campaign.WorkspaceId, WorkKind.Dial, [campaign.Id]);
        campaign.Write(settings);
        if (campaign.RetriesFrom is not null)
            session.AfterCommit(() => signal.Set(Campaign.Signal));
        // Another first moment may make it wait, or end its wait.
        if (campaign.Status is CampaignStatus.Running or CampaignStatus.Scheduled && actions.Started(campaign) is var status && status != campaign.Status)
            actions.Move(session, campaign, status);
        campaign.UpdatedAt = time.UnixNow();
        await campaign.UpdateAsync(session);
        return TypedResults.Ok(CampaignDocument.Of(campaign));
    }

    /// <summary>What leads may have been put off by.</summary>
    private static string PutsOffBy(CampaignSettings settings) =>
        ApiJson.Write(settings.Hours()) + ApiJson.Write(settings.CallerIds) + settings.CallerId + settings.TrunkId;
}
