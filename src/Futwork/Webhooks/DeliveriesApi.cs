using System.Text.Json.Serialization;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>A delivery as lists show it.</summary>
/// <param name="Id">Its id, sent as <c>webhook-id</c>.</param>
/// <param name="EndpointId">Where it goes.</param>
/// <param name="CallSid">The call it tells of.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="CallStatus">The call's status that it tells.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="NextAttemptAt">When it is sent next; null when it will not be.</param>
/// <param name="CreatedAt">When it was frozen.</param>
/// <param name="UpdatedAt">When something last happened to it.</param>
internal record DeliveryView(
    string Id, string EndpointId, string CallSid, string LeadId, string CampaignId, string CallStatus, string State, long Attempts,
    DateTimeOffset? NextAttemptAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>One post.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it was sent.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Response">The first 1,000 characters of the answer.</param>
internal sealed record AttemptView(long Number, DateTimeOffset At, long DurationMs, long? Status, string? Error, string? Response);

/// <summary>A delivery with its body and every attempt.</summary>
/// <param name="View">What lists show.</param>
/// <param name="Body">What is signed and sent, byte for byte.</param>
/// <param name="Log">The attempts, in order.</param>
internal sealed record DeliveryDocument([property: JsonIgnore] DeliveryView View, string Body, IReadOnlyList<AttemptView> Log) : DeliveryView(View);

/// <summary>The record of what was sent to the webhook endpoints of the caller's workspace.</summary>
internal sealed class DeliveriesApi(Database database, Deliveries deliveries)
{
    private const string What = "delivery";

    private const string Select =
        """
        SELECT d.id, d.endpoint_id, d.call_id, d.lead_id, d.campaign_id, d.call_status, d.state, d.created_at, d.updated_at, d.body,
            (SELECT count(*) FROM delivery_attempts a WHERE a.workspace_id = d.workspace_id AND a.delivery_id = d.id) AS attempts,
            (SELECT w.due_at FROM work w WHERE w.workspace_id = d.workspace_id AND w.kind = 'deliver' AND w.subject_id = d.id AND w.state <> 'done') AS next_attempt_at
        FROM deliveries d WHERE d.workspace_id = @WorkspaceId
        """;

    private static readonly string[] States = [DeliveryState.Pending, DeliveryState.Delivered, DeliveryState.Failed];

    public void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithSummary("List webhook deliveries").ListsPages<DeliveryView>(archived: false)
            .WithMetadata(new ApiParameter("callSid", "Only deliveries that tell of this call."))
            .WithMetadata(new ApiParameter("leadId", "Only deliveries that tell of this lead."))
            .WithMetadata(new ApiParameter("endpointId", "Only deliveries to this endpoint."))
            .WithMetadata(new ApiParameter("state", $"Only deliveries in this state: {string.Join(", ", States)}."));
        group.MapGet("/{id}", ReadAsync).WithSummary("Read a delivery with its body and attempts").Produces<DeliveryDocument>().Fails(404);
        group.MapPost("/{id}/redeliver", RedeliverAsync).WithSummary("Send a delivery once more, with the same id and body")
            .Produces<DeliveryDocument>(202).Fails(404, 409);
    }

    private async Task<IResult> ListAsync(Caller caller, PageRequest page, HttpContext context, string? callSid, string? leadId, string? endpointId, string? state)
    {
        if (state is not null && !States.Contains(state))
            return Problem.Invalid(new FieldError(null, $"It is no state of a delivery. {Spelling.Suggest(state, States)}", ApiJson.Write(state), "state"));
        var where = (callSid is null ? "" : " AND d.call_id = @callSid")
            + (leadId is null ? "" : " AND d.lead_id = @leadId")
            + (endpointId is null ? "" : " AND d.endpoint_id = @endpointId")
            + (state is null ? "" : " AND d.state = @state")
            // They are few among many.
            + (state is null or DeliveryState.Delivered ? "" : $" AND d.state <> '{DeliveryState.Delivered}'");
        return await page.AnswerAsync<Row, DeliveryView>(
            context, database, Select + where, new { caller.WorkspaceId, callSid, leadId, endpointId, state }, row => row.View(), row => row.Id, "d.id");
    }

    private async Task<IResult> ReadAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindAsync(session, caller.WorkspaceId, id), cancellationToken) is { } document
            ? TypedResults.Ok(document)
            : Problem.NotFound(What, id);

    private Task<IResult> RedeliverAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        database.WriteAsync<IResult>(async session =>
        {
            if (await FindAsync(session, caller.WorkspaceId, id) is null)
                return Problem.NotFound(What, id);
            if (!await deliveries.RedeliverAsync(session, caller.WorkspaceId, id))
                return Problem.Conflict("delivery-pending", "It has not been delivered or given up yet; its next attempt is under way or will be.");
            return TypedResults.Accepted($"/api/deliveries/{id}", await FindAsync(session, caller.WorkspaceId, id));
        }, cancellationToken);

    private static async Task<DeliveryDocument?> FindAsync(Session session, string workspaceId, string id)
    {
        var row = await session.FirstOrDefaultAsync<Row>($"{Select} AND d.id = @id", new { WorkspaceId = workspaceId, id });
        if (row is null)
            return null;
        var attempts = await session.QueryAsync<AttemptRow>(
            "SELECT number, at, duration_ms, status, error, response FROM delivery_attempts WHERE workspace_id = @workspaceId AND delivery_id = @id ORDER BY number",
            new { workspaceId, id });
        return new DeliveryDocument(row.View(), row.Body, [.. attempts.Select(attempt => attempt.View())]);
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string EndpointId { get; init; } = "";

        public string CallId { get; init; } = "";

        public string LeadId { get; init; } = "";

        public string CampaignId { get; init; } = "";

        public string CallStatus { get; init; } = "";

        public string State { get; init; } = "";

        public string Body { get; init; } = "";

        public long Attempts { get; init; }

        public long? NextAttemptAt { get; init; }

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public DeliveryView View() => new(
            Id, EndpointId, CallId, LeadId, CampaignId, CallStatus, State, Attempts, Times.FromUnix(NextAttemptAt), Times.FromUnix(CreatedAt), Times.FromUnix(UpdatedAt));
    }

    private sealed class AttemptRow
    {
        public long Number { get; init; }

        public long At { get; init; }

        public long DurationMs { get; init; }

        public long? Status { get; init; }

        public string? Error { get; init; }

        public string? Response { get; init; }

        public AttemptView View() => new(Number, Times.FromUnix(At), DurationMs, Status, Error, Response);
    }
}
