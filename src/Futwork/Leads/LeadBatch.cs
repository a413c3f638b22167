using System.Text;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Leads;

/// <summary>Takes in many leads by one request. Those that are good are written in one transaction (T1); each of the others has its own problem.</summary>
internal sealed class LeadBatch(Database database, RequestBody body, Intakes intakes, WorkQueue queue, LeadsOptions options, TimeProvider time)
{
    private const string Example =
        """
        {"leads": [{"recipientPhoneNumber": "9999789877", "recipientData": {"customer_name": "abcd xyz"}, "externalId": "crm-1"},
                   {"recipientPhoneNumber": "9876543210", "recipientData": {"customer_name": "Asha"}, "externalId": "crm-2"}]}
        """;

    public void Map(RouteGroupBuilder campaignLeads) =>
        campaignLeads.MapPost("/batch", PushAsync)
            .WithSummary("Push up to 10,000 leads into a campaign")
            .WithDescription(
                "Every lead is answered for itself, in order: the good ones are accepted all together, the others are refused and say why. The status is 200 even when all are refused.")
            .Takes<LeadBatchBody>(Example).Produces<LeadBatchAnswer>().Fails(404, 409)
            .WithMetadata(new ApiParameter(IdempotencyKey.Header, "A name of this batch, up to 255 characters, unique in the workspace. Kept when a lead was accepted, until Retention:Days deletes it.", InHeader: true));

    private async Task<IResult> PushAsync(Caller caller, string campaignId, HttpRequest request)
    {
        var context = request.HttpContext;
        var bytes = await body.BytesAsync(request, options.BatchBodyLimit);
        if (bytes.Problem is { } unread)
            return unread;
        var key = IdempotencyKey.Read(request, caller.WorkspaceId, bytes.Value.Span);
        if (key.Problem is { } badKey)
            return badKey;
        if (await intakes.FindAsync(caller.WorkspaceId, campaignId) is not { } campaign)
            return Problem.NotFound(CampaignsApi.What, campaignId);
        if (key.Value is { } used && await database.ReadAsync(used.FindAsync, context.RequestAborted) is { } kept)
            return used.Replay(kept, context);
        if (campaign.Closed is { } closed)
            return closed;
        var found = LeadBatchBody.Find(bytes.Value.Span);
        if (found.Problem is { } misfit)
            return misfit;

        Checked<Lead>[] leads = [.. found.Value!.Select(range => LeadRequest.Check(bytes.Value[range], caller, campaign, options, time))];
        return await AcceptAsync(context, campaign, leads, key.Value);
    }

    private async Task<IResult> AcceptAsync(HttpContext context, OpenCampaign campaign, Checked<Lead>[] leads, IdempotencyKey? key)
    {
        // A key that another batch gives back at this moment is asked for again.
        IResult? answer = null;
        while (answer is null)
            answer = await database.WriteAsync(session => TryAcceptAsync(session, context, campaign, leads, key));
        return answer;
    }

    // Not cancelled by a client that goes away: it may come back with the same key and shall find one answer.
    private async Task<IResult?> TryAcceptAsync(Session session, HttpContext context, OpenCampaign campaign, Checked<Lead>[] leads, IdempotencyKey? key)
    {
        if (key is not null && (await IdempotencyKey.TakeAsync(session, [(key, "")], StatusCodes.Status200OK, time.UnixNow())).Count == 0)
            return await key.FindAsync(session) is { } kept ? key.Replay(kept, context) : null;
        NewLead[] good = [.. leads.Where(lead => lead.Problem is null).Select(lead => new NewLead(lead.Value!, null) { AsksCampaign = campaign.Intake.CompletesByItself })];
        var written = new Queue<LeadWritten?>(await new LeadGroup(queue, good).WriteAsync(session));
        LeadBatchResult[] results = [.. leads.Select((lead, i) => Result(context, i, lead, lead.Problem is null ? written.Dequeue() : null))];
        int Count(string status) => results.Count(result => result.Status == status);
        var refused = results.Count(result => !result.Success);
        var response = ApiJson.Write(new LeadBatchAnswer(
            refused == 0, campaign.Id, leads.Length, Count(CallStatus.Queued), Count(LeadWritten.Skipped), Count(LeadWritten.UpdatedOther), refused, results));
        if (key is not null)
            await (refused < leads.Length ? key.KeepAsync(session, response) : key.ReturnAsync(session));
        return TypedResults.Text(response, "application/json", Encoding.UTF8, StatusCodes.Status200OK);
    }

    private static LeadBatchResult Result(HttpContext context, int index, Checked<Lead> lead, LeadWritten? written) =>
        (lead.Problem ?? written!.Refusal(lead.Value!)) is { } problem
            ? new LeadBatchResult(index, false, null, null, problem.ToDocument(context))
            : new LeadBatchResult(index, true, written!.Instead ?? lead.Value!.Id, written.Status, null);
}
