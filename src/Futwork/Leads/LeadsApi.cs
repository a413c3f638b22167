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
        var filter = await LeadFilter.ReadAsync(database, caller.WorkspaceId, campaignId, context.Request.Query);
        if (filter.Problem is { } problem)
            return problem;
        var leads = filter.Value!;
        var (status, phones, externalId) = leads;
        return await page.AnswerAsync<LeadState, LeadView>(
            context, database, leads.Select(database.Engine, campaignId), new { caller.WorkspaceId, campaignId, status, phones, externalId }, LeadView.Of, lead => lead.Id);
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
/// <param name="Phones">In E.164: one, or what a national number is in each country that it may be meant for; none when it is not asked for.</param>
internal sealed record LeadFilter(string? Status, string[] Phones, string? ExternalId)
{
    /// <summary>Reads what is asked for. A number is read as the campaign reads those of its leads; without a campaign, as any of the workspace would.</summary>
    public static async Task<Checked<LeadFilter>> ReadAsync(Database database, string workspaceId, string? campaignId, IQueryCollection query)
    {
        string? status = query["status"], phone = query["phone"], externalId = query["externalId"];
        if (!string.IsNullOrEmpty(status) && !CallStatus.All.Contains(status))
            return Problem.Invalid(new FieldError(null, $"It is no status of a lead. {Spelling.Suggest(status, CallStatus.All)}", ApiJson.Write(status), "status"));
        if (string.IsNullOrEmpty(phone))
            return new LeadFilter(NullIfEmpty(status), [], NullIfEmpty(externalId));
        // A plus that was not escaped arrives as a space.
        var number = phone.StartsWith(' ') ? $"+{phone[1..]}" : phone;
        List<string> countries = number.StartsWith('+') ? [PhoneNumber.UsualCountry] : await CountriesAsync(database, workspaceId, campaignId);
        var read = countries.ConvertAll(country => PhoneNumber.Parse(number, country));
        string[] phones = [.. read.Select(one => one.E164).OfType<string>().Distinct(StringComparer.Ordinal)];
        return phones.Length > 0
            ? new LeadFilter(NullIfEmpty(status), phones, NullIfEmpty(externalId))
            : Problem.Invalid(new FieldError(null, read[0].Wrong!, ApiJson.Write(phone), "phone"));
    }

    /// <summary>The SQL that asks for them, of a campaign or of the whole workspace.</summary>
    public string Select(DatabaseEngine engine, string? campaignId)
    {
        var (select, isOfCampaign) = (new StringBuilder(LeadState.Select), !string.IsNullOrEmpty(campaignId));
        if (isOfCampaign)
            select.Append(" AND s.campaign_id = @campaignId");
        if (Status is not null)
            select.Append(" AND s.status = @status");
        if (CallStatus.Up.Contains(Status))
            select.Append(" AND s.id IN (SELECT up.lead_id FROM calls up WHERE up.workspace_id = @WorkspaceId AND up.ended_at IS NULL)");
        if (Phones.Length > 0)
            select.Append($" AND {Session.Among(engine, "s.phone", "phones")}");
        if (ExternalId is not null)
            select.Append(" AND s.external_id = @externalId");
        // In the index of external ids the campaign comes before: it is looked into once for each campaign, and not read from end to end.
        if (ExternalId is not null && !isOfCampaign)
            select.Append(" AND s.campaign_id IN (SELECT own.id FROM campaigns own WHERE own.workspace_id = @WorkspaceId)");
        return select.ToString();
    }

    /// <summary>The countries that the campaign takes national numbers for, or without one those of the workspace.</summary>
    private static async Task<List<string>> CountriesAsync(Database database, string workspaceId, string? campaignId)
    {
        var ofCampaign = string.IsNullOrEmpty(campaignId) ? "" : " AND id = @campaignId";
        var settings = await database.ReadAsync(session => session.QueryAsync<string>(
            $"SELECT settings FROM campaigns WHERE workspace_id = @workspaceId{ofCampaign} ORDER BY id", new { workspaceId, campaignId }));
        var countries = settings.Select(one => ApiJson.Read<CampaignSettings>(one).DefaultCountry).Distinct(StringComparer.Ordinal).ToList();
        return countries.Count > 0 ? countries : [PhoneNumber.UsualCountry];
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal static class LeadFilterMetadata
{
    public static RouteHandlerBuilder Filtered(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new ApiParameter("status", $"Only those that stand so: {string.Join(", ", CallStatus.All)}."))
        .WithMetadata(new ApiParameter("phone", "Only those of this number: E.164, or national in the campaign's defaultCountry; without a campaign, in that of any."))
        .WithMetadata(new ApiParameter("externalId", "Only the one of this external id."));
}
