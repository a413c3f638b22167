using System.Text;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>The answer to a push. Clients look for the lead's id in both places.</summary>
internal sealed record LeadAccepted(bool Success, string LeadId, string CampaignId, string Status, LeadAcceptedData Data);

/// <summary>The part of the answer that some clients look into.</summary>
internal sealed record LeadAcceptedData(string LeadId);

/// <summary>Takes leads in: the first step of the path. What is accepted is a lead and the order to dial it, written in one transaction (T1).</summary>
internal sealed class LeadPush(Database database, RequestBody body, Intakes intakes, LeadWriter writer, LeadsOptions options, TimeProvider time)
{
    private const string Example =
        """{"recipientPhoneNumber": "9999789877", "recipientData": {"customer_name": "abcd xyz", "place": "ABC"}}""";

    public void Map(RouteGroupBuilder campaignLeads) =>
        campaignLeads.MapPost("/", PushAsync)
            .WithSummary("Push a lead into a campaign")
            .WithDescription(
                "The lead is called when the campaign runs and its turn comes. Send an Idempotency-Key to repeat a push safely: the first answer comes again, with Idempotency-Replayed: true.")
            .Takes<LeadRequest>(Example).Produces<LeadAccepted>(201).Produces<LeadAccepted>(200).Fails(404, 409)
            .WithMetadata(new ApiParameter(IdempotencyKey.Header, "A name of this push, up to 255 characters, unique in the workspace. Kept until Retention:Days deletes it.", InHeader: true));

    private async Task<IResult> PushAsync(Caller caller, string campaignId, HttpRequest request)
    {
        var bytes = await body.BytesAsync(request);
        if (bytes.Problem is { } unread)
            return unread;
        var key = IdempotencyKey.Read(request, caller.WorkspaceId, bytes.Value.Span);
        if (key.Problem is { } badKey)
            return badKey;

        var campaign = await intakes.FindAsync(caller.WorkspaceId, campaignId);
        if (campaign is null)
            return Problem.NotFound(CampaignsApi.What, campaignId);
        var lead = campaign.Closed is { } closed ? closed : LeadRequest.Check(bytes.Value, caller, campaign, options, time);
        // A key that was used before is answered as before, whatever has become of the campaign since, as long as it is not archived; one that is good finds that out when it is written.
        return lead.Problem is { } problem
            ? await ReplayAsync(request.HttpContext, key.Value) ?? problem
            : await AcceptAsync(request.HttpContext, new NewLead(lead.Value!, key.Value) { AsksCampaign = campaign.Intake.CompletesByItself });
    }

    private async Task<IResult?> ReplayAsync(HttpContext context, IdempotencyKey? key) =>
        key is not null && await database.ReadAsync(key.FindAsync, context.RequestAborted) is { } kept ? key.Replay(kept, context, AddressOf) : null;

    // Not cancelled by a client that goes away: it may come back with the same key and shall find one answer.
    private async Task<IResult> AcceptAsync(HttpContext context, NewLead lead)
    {
        var written = await writer.WriteAsync(lead);
        if (written.Before is { } kept)
            return lead.Key!.Replay(kept, context, AddressOf);
        if (written.Refusal(lead.Lead) is { } refusal)
            return refusal;
        context.Response.Headers.Location = AddressOfLead(written.Instead ?? lead.Lead.Id);
        return TypedResults.Text(lead.ResponseOf(written), "application/json", Encoding.UTF8, written.HttpStatus);
    }

    private static string AddressOf(string response) => AddressOfLead(ApiJson.Read<LeadAccepted>(response).LeadId);

    private static string AddressOfLead(string id) => $"/api/leads/{id}";
}
