using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Calls of the caller's workspace.</summary>
internal sealed class CallsApi(Database database, LiveCalls live, RecordingLinks links, CallFiles files, TimeProvider time)
{
    private const string What = "call";

    public void Map(RouteGroupBuilder calls)
    {
        calls.MapGet("/", ListAsync).WithSummary("List calls").ListsPages<CallView>(archived: false)
            .WithMetadata(new ApiParameter("campaignId", "Only calls of this campaign."))
            .WithMetadata(new ApiParameter("leadId", "Only calls of this lead."))
            .WithMetadata(new ApiParameter("status", $"Only calls with this status: {string.Join(", ", CallStatus.All)}."));
        calls.MapGet("/{callSid}", ReadAsync).WithSummary("Read a call with its history and transcript").Produces<CallDocument>().Fails(404);
        calls.MapPost("/{callSid}/hangup", HangUpAsync).WithSummary("Hang up a call, or cancel it while it rings").Produces<CallView>(202).Fails(404, 409);
        calls.MapGet("/{callSid}/recording", RecordingAsync).WithSummary("Hear a call: stereo WAV, the agent left, the person right")
            .Produces(200, contentType: "audio/wav").Fails(404);
    }

    private async Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context, string? campaignId, string? leadId, string? status)
    {
        if (status is not null && !CallStatus.All.Contains(status))
            return Problem.Invalid(new FieldError(null, $"It is no status of a call. {Spelling.Suggest(status, CallStatus.All)}", ApiJson.Write(status), "status"));
        var where = "workspace_id = @WorkspaceId"
            + (campaignId is null ? "" : " AND campaign_id = @campaignId")
            + (leadId is null ? "" : " AND lead_id = @leadId")
            + (status is null ? "" : " AND status = @status")
            // They are few among many.
            + (status is CallStatus.Queued || CallStatus.Up.Contains(status) ? " AND ended_at IS NULL" : "");
        return await page.AnswerAsync<Call, CallView>(
            context, database, $"SELECT * FROM calls WHERE {where}", new { caller.WorkspaceId, campaignId, leadId, status }, CallView.Of, call => call.Id);
    }

    private async Task<IResult> ReadAsync(Caller caller, string callSid, CancellationToken cancellationToken) =>
        await database.ReadAsync(async session =>
        {
            if (await Call.FindAsync(session, caller.WorkspaceId, callSid) is not { } call)
                return null;
            var history = await session.QueryAsync<(long At, string What)>(
                "SELECT at, what FROM call_history WHERE workspace_id = @WorkspaceId AND call_id = @Id ORDER BY seq", call);
            var link = call.Recording is null ? null : await links.CreateAsync(session, callSid);
            return CallDocument.Of(call, [.. history.Select(row => new CallHappening(Times.FromUnix(row.At), row.What))], link);
        }, cancellationToken) is { } document
            ? TypedResults.Ok(document)
            : Problem.NotFound(What, callSid);

    private async Task<IResult> HangUpAsync(Caller caller, string callSid, CancellationToken cancellationToken)
    {
        var call = await database.ReadAsync(session => Call.FindAsync(session, caller.WorkspaceId, callSid), cancellationToken);
        if (call is null)
            return Problem.NotFound(What, callSid);
        if (call.EndedAt is not null)
            return Problem.Conflict("call-over", $"The call is over already; its status is {call.Status}.");
        if (!live.HangUp(Guid.Parse(call.Id), HangUpCause.ApiRequest))
            await database.WriteAsync(session => call.AskHangUpAsync(session, time.UnixNow()), cancellationToken);
        return TypedResults.Accepted($"/api/calls/{call.Id}", CallView.Of(call));
    }

    private async Task<IResult> RecordingAsync(Caller caller, string callSid, CancellationToken cancellationToken)
    {
        var call = await database.ReadAsync(session => Call.FindAsync(session, caller.WorkspaceId, callSid), cancellationToken);
        return call is null ? Problem.NotFound(What, callSid) : Recordings.Answer(files, call.Id, call.Recording);
    }
}
