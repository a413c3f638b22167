using System.Text;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>The answer to a push. Clients look for the lead's id in both places.</summary>
internal sealed record LeadAccepted(bool Success, string LeadId, string CampaignId, string Status, LeadAcceptedData Data);

/// <summary>The part of the answer that some clients look into.</summary>
internal sealed record LeadAcceptedData(string LeadId);

/// <summary>Takes leads in: the first step of the path. What is accepted is a lead and the order to dial it, written in one transaction (T1).</summary>
internal sealed class LeadPush(Database database, RequestBody body, Intakes intakes, WorkQueue queue, LeadsOptions options, TimeProvider time)
{
    private const string Example =
        """{"recipientPhoneNumber": "9999789877", "recipientData": {"customer_name": "abcd xyz", "place": "ABC"}}""";

    public void Map(RouteGroupBuilder campaignLeads) =>
        campaignLeads.MapPost("/", PushAsync)
            .WithSummary("Push a lead into a campaign")
            .WithDescription(
                "The lead is called when the campaign runs and its turn comes. Send an Idempotency-Key to repeat a push safely: the first answer comes again, with Idempotency-Replayed: true.")
            .Takes<LeadRequest>(Example).Produces<LeadAccepted>(201).Fails(404, 409)
            .WithMetadata(new ApiParameter(IdempotencyKey.Header, "A name of this push, up to 255 characters, unique in the workspace. It does not expire.", InHeader: true));

    private async Task<IResult> PushAsync(Caller caller, string campaignId, HttpRequest request)
    {
        var bytes = await body.BytesAsync(request);
        if (bytes.Problem is { } unread)
            return unread;
        var key = IdempotencyKey.Read(request, caller.WorkspaceId, bytes.Value.Span);
        if (key.Problem is { } badKey)
            return badKey;

        var (campaign, replay) = await database.ReadAsync(async session => (
            await intakes.FindAsync(session, caller.WorkspaceId, campaignId),
            key.Value is null ? null : await key.Value.ReplayAsync(session, request.HttpContext)), request.HttpContext.RequestAborted);
        if (campaign is null)
            return Problem.NotFound(CampaignsApi.What, campaignId);
        if ((replay ?? Closed(campaign)) is { } answer)
            return answer;

        var lead = LeadRequest.Read(bytes.Value, options.RecipientDataLimit);
        if (lead.Problem is { } misfit)
            return misfit;
        var phone = campaign.Intake.Check(lead.Value!);
        return phone.Problem ?? await AcceptAsync(request.HttpContext, Row(caller, campaign, lead.Value!, phone.Value!), key.Value);
    }

    private static Problem? Closed(OpenCampaign campaign) =>
        campaign.Status is CampaignStatus.Paused or CampaignStatus.Ended
            ? Problem.Conflict($"campaign-{campaign.Status}", $"The campaign is {campaign.Status} and takes no leads{(campaign.Status == CampaignStatus.Paused ? " until it is resumed" : "")}.")
            : null;

    private Lead Row(Caller caller, OpenCampaign campaign, LeadRequest request, string phone) => new()
    {
        WorkspaceId = caller.WorkspaceId,
        CampaignId = campaign.Id,
        Id = Ids.New(time),
        ExternalId = request.ExternalId,
        PhoneSent = request.RecipientPhoneNumber,
        Phone = phone,
        RecipientData = request.RecipientData.Text,
        CreatedAt = time.UnixNow(),
    };

    // T1. Not cancelled by a client that goes away: it may come back with the same key and shall find one answer.
    private Task<IResult> AcceptAsync(HttpContext context, Lead lead, IdempotencyKey? key)
    {
        var response = ApiJson.Write(new LeadAccepted(true, lead.Id, lead.CampaignId, CallStatus.Queued, new LeadAcceptedData(lead.Id)));
        return database.WriteAsync(async session =>
        {
            if (key is not null && !await key.TakeAsync(session, StatusCodes.Status201Created, response, lead.CreatedAt))
                return (await key.ReplayAsync(session, context))!;
            if (!await lead.InsertAsync(session))
                return await RefuseDuplicateAsync(session, lead, key);
            await queue.EnqueueAsync(session, NewWork.Dial(lead.WorkspaceId, lead.CampaignId, lead.Id, lead.CreatedAt));
            context.Response.Headers.Location = $"/api/leads/{lead.Id}";
            return TypedResults.Text(response, "application/json", Encoding.UTF8, StatusCodes.Status201Created);
        });
    }

    private static async Task<IResult> RefuseDuplicateAsync(Session session, Lead lead, IdempotencyKey? key)
    {
        if (key is not null)
            await key.ReturnAsync(session);
        var existing = await lead.SameExternalIdAsync(session);
        var detail = $"The campaign has a lead with the externalId '{lead.ExternalId}' already: {existing}.";
        return new Problem(StatusCodes.Status409Conflict, "duplicate-external-id", detail) { LeadId = existing };
    }
}
