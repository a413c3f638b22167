using System.Text;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;

namespace Futwork.Leads;

/// <summary>Leads of the caller's workspace, and what became of them.</summary>
internal sealed class LeadsApi(Database database, UndialledLeads undialled)
{
    public const string What = "lead";

    public void Map(RouteGroupBuilder campaignLeads, RouteGroupBuilder leads)
    {
        campaignLeads.MapGet("/", ListOfCampaignAsync).WithSummary("List the leads of a campaign").ListsPages<LeadView>(archived: false).Fails(404).Filtered();
        leads.MapGet("/", ListOfWorkspaceAsync).WithSummary("List leads").ListsPages<LeadView>(archived: false).Filtered()
            .WithMetadata(new ApiParameter("campaignId", "Only of this campaign."));
        leads.MapGet("/{id}", ReadAsync).WithSummary("Read a lead with its calls").Produces<LeadView>().Fails(404);
        leads.MapPost("/{id}/cancel", CancelAsync).WithSummary("Cancel a lead: it is not called any more")
            .WithDescription("202 instead of 200: it is being called right now. That call, the last of its calls, goes on until it ends or is hung up (POST /api/calls/{callSid}/hangup), and no other follows.")
            .Produces<LeadView>().Produces<LeadView>(202).Fails(404, 409);
    }

    private async Task<IResult> ListOfCampaignAsync(Caller caller, string campaignId, PageRequest page, HttpContext context) =>
        await database.ReadAsync(session => Campaign.FindAsync(session, caller.WorkspaceId, campaignId)) is null
            ? Problem.NotFound(CampaignsApi.What, campaignId)
            : await ListAsync(caller, campaignId, page, context);

    private Task<IResult> ListOfWorkspaceAsync(Caller caller, PageRequest page, HttpContext context) =>
        ListAsync(caller, context.Request.Query["campaignId"], page, context);

    private async Task<IResult> ListAsync(Caller caller, string? campaignId, PageRequest page, HttpContext context)
    {
        var filter = LeadFilter.Read(context.Request.Query);
        if (filter.Problem is { } problem)
            return problem;
        var leads = filter.Value!;
        var (status, phone, externalId) = leads;
        return await page.AnswerAsync<LeadState, LeadView>(
            context, database, leads.Select(campaignId), new { caller.WorkspaceId, campaignId, status, phone, externalId }, LeadView.Of, lead => lead.Id);
    }

    private Task<IResult> ReadAsync(Caller caller, string id) =>
        database.ReadAsync<IResult>(async session =>
            await LeadState.FindAsync(session, caller.WorkspaceId, id) is { } lead
                ? TypedResults.Ok(LeadView.Of(lead) with { Calls = await CallsAsync(session, caller, id) })
                : Problem.NotFound(What, id));

    private Task<IResult> CancelAsync(Caller caller, string id) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await LeadState.FindAsync(session, caller.WorkspaceId, id) is not { } lead)
                return Problem.NotFound(What, id);
            var cancellation = await undialled.CancelAsync(session, caller.WorkspaceId, lead.CampaignId, id);
            var after = (await LeadState.FindAsync(session, caller.WorkspaceId, id))!;
            return cancellation switch
            {
                LeadCancellation.Canceled => TypedResults.Ok(LeadView.Of(after)),
                LeadCancellation.Calling => TypedResults.Accepted($"/api/leads/{id}", LeadView.Of(after) with { Calls = await CallsAsync(session, caller, id) }),
                _ => Problem.Conflict("lead-over", after.LiveCallId is { } call
                    ? $"No call of ours is owed to it; to end the one that is up, POST /api/calls/{call}/hangup."
                    : $"There is nothing left to cancel: it is {after.Status}."),
            };
        });

    private static async Task<IReadOnlyList<LeadCallView>> CallsAsync(Session session, Caller caller, string id) =>
        [.. (await LeadCall.OfAsync(session, caller.WorkspaceId, id)).Select(LeadCallView.Of)];
}

/// <summary>Which leads are asked for.</summary>
internal sealed record LeadFilter(string? Status, string? Phone, string? ExternalId)
{
    public static Checked<LeadFilter> Read(IQueryCollection query)
    {
        string? status = query["status"], phone = query["phone"], externalId = query["externalId"];
        if (!string.IsNullOrEmpty(status) && !CallStatus.All.Contains(status))
            return Problem.Invalid(new FieldError(null, $"It is no status of a lead. {Spelling.Suggest(status, CallStatus.All)}", ApiJson.Write(status), "status"));
        if (string.IsNullOrEmpty(phone))
            return new LeadFilter(NullIfEmpty(status), null, NullIfEmpty(externalId));
        // A plus that was not escaped arrives as a space.
        var (number, wrong) = PhoneNumber.Parse(phone.StartsWith(' ') ? $"+{phone[1..]}" : phone, PhoneNumber.UsualCountry);
        return wrong is null
            ? new LeadFilter(NullIfEmpty(status), number, NullIfEmpty(externalId))
            : Problem.Invalid(new FieldError(null, wrong, ApiJson.Write(phone), "phone"));
    }

    /// <summary>The SQL that asks for them, of a campaign or of the whole workspace.</summary>
    public string Select(string? campaignId)
    {
        var (select, isOfCampaign) = (new StringBuilder(LeadState.Select), !string.IsNullOrEmpty(campaignId));
        if (isOfCampaign)
            select.Append(" AND s.campaign_id = @campaignId");
        if (Status is not null)
            select.Append(" AND s.status = @status");
        if (CallStatus.Up.Contains(Status))
            select.Append(" AND s.id IN (SELECT up.lead_id FROM calls up WHERE up.workspace_id = @WorkspaceId AND up.ended_at IS NULL)");
        if (Phone is not null)
            select.Append(" AND s.phone = @phone");
        if (ExternalId is not null)
            select.Append(" AND s.external_id = @externalId");
        // In the index of external ids the campaign comes before: it is looked into once for each campaign, and not read from end to end.
        if (ExternalId is not null && !isOfCampaign)
            select.Append(" AND s.campaign_id IN (SELECT own.id FROM campaigns own WHERE own.workspace_id = @WorkspaceId)");
        return select.ToString();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal static class LeadFilterMetadata
{
    public static RouteHandlerBuilder Filtered(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new ApiParameter("status", $"Only those that stand so: {string.Join(", ", CallStatus.All)}."))
        .WithMetadata(new ApiParameter("phone", "Only those of this number: E.164, or ten digits for India."))
        .WithMetadata(new ApiParameter("externalId", "Only the one of this external id."));
}
