using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Webhooks;

/// <summary>Turns a change of a call into webhooks that are owed, and keeps the record of what became of them.</summary>
internal sealed class Deliveries(WorkQueue queue, RecordingLinks links, TimeProvider time)
{
    /// <summary>
    /// Freezes what the call is now, once for every endpoint of the workspace that asked for its status. It happens if and only if the
    /// transaction that changed the call commits.
    /// </summary>
    public async Task AnnounceAsync(Session session, string workspaceId, string callSid, string status)
    {
        var endpoints = await SubscribersAsync(session, workspaceId, status);
        if (endpoints.Count == 0)
            return;
        var call = await CallReport.ReadAsync(session, workspaceId, callSid);
        var recordingUrl = call.Recording is null ? "" : await links.CreateAsync(session, callSid);
        var body = WebhookPayload.Write(call, recordingUrl);
        foreach (var endpointId in endpoints)
            await OweAsync(session, call, endpointId, body);
    }

    /// <summary>
    /// As <see cref="AnnounceAsync"/>, of leads that end as <c>canceled</c> without a call. A receiver tells events by their callSid, so each gets one of its
    /// own; no call is found under it.
    /// </summary>
    public async Task AnnounceUncalledAsync(Session session, string workspaceId, IReadOnlyList<string> leadIds, string? hangupBy, string hangupReason)
    {
        var endpoints = await SubscribersAsync(session, workspaceId, CallStatus.Canceled);
        if (endpoints.Count == 0)
            return;
        var reports = (await CallReport.ReadUncalledAsync(session, workspaceId, leadIds)).Select(lead => lead with
        {
            CallSid = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
            HangupBy = hangupBy,
            HangupReason = hangupReason,
        });
        var owed = reports.SelectMany(report => endpoints.Select(endpoint => (report, endpoint, id: Ids.New(time), body: WebhookPayload.Write(report, "")))).ToList();
        var (first, pending, now) = (new long[owed.Count], new string[owed.Count], new long[owed.Count]);
        Array.Fill(first, 1);
        Array.Fill(pending, DeliveryState.Pending);
        Array.Fill(now, time.UnixNow());
        await session.AddAsync("deliveries",
        [
            new("workspace_id", owed.Select(one => one.report.WorkspaceId).ToArray()),
            new("id", owed.Select(one => one.id).ToArray()),
            new("endpoint_id", owed.Select(one => one.endpoint).ToArray()),
            new("campaign_id", owed.Select(one => one.report.CampaignId).ToArray()),
            new("lead_id", owed.Select(one => one.report.LeadId).ToArray()),
            new("call_id", owed.Select(one => one.report.CallSid).ToArray()),
            new("call_status", owed.Select(one => one.report.Status).ToArray()),
            new("seq", first),
            new("body", owed.Select(one => one.body).ToArray()),
            new("state", pending),
            new("created_at", now),
            new("updated_at", now),
        ]);
        await queue.EnqueueManyAsync(session, [.. owed.Select((one, i) => NewWork.Deliver(workspaceId, one.endpoint, one.report.CampaignId, one.id, now[i]))]);
    }

    /// <summary>Writes down an attempt, and what follows from it: delivered, due again, or given up.</summary>
    /// <returns>False: another node has taken the delivery over, and nothing was written.</returns>
    public async Task<bool> RecordAsync(Session session, Delivery delivery, DeliveryAttempt attempt, TimeSpan? again)
    {
        var claim = delivery.Claim!;
        var held = again is { } pause
            ? await claim.RescheduleAsync(session, time.UnixNow() + (long)pause.TotalMilliseconds)
            : await claim.CompleteAsync(session);
        if (!held)
            return false;
        await session.ExecuteAsync(
            """
            INSERT INTO delivery_attempts (workspace_id, delivery_id, number, at, duration_ms, status, error, response)
            VALUES (@WorkspaceId, @Id, @Number, @At, @DurationMs, @Status, @Error, @Response)
            """,
            new { delivery.WorkspaceId, delivery.Id, Number = delivery.AttemptsMade + 1, attempt.At, attempt.DurationMs, attempt.Status, attempt.Error, attempt.Response });
        var state = attempt.Taken ? DeliveryState.Delivered : again is null ? DeliveryState.Failed : DeliveryState.Pending;
        await session.ExecuteAsync(
            "UPDATE deliveries SET state = @state, updated_at = @now WHERE workspace_id = @WorkspaceId AND id = @Id",
            new { state, now = time.UnixNow(), delivery.WorkspaceId, delivery.Id });
        if (attempt.Gone)
            await DisableAsync(session, delivery);
        return true;
    }

    /// <summary>Sends a finished delivery once more, with the same id and body.</summary>
    /// <returns>False: it is not finished.</returns>
    public async Task<bool> RedeliverAsync(Session session, string workspaceId, string deliveryId)
    {
        if (!await queue.ReopenAsync(session, workspaceId, WorkKind.Deliver, deliveryId))
            return false;
        await session.ExecuteAsync(
            "UPDATE deliveries SET state = 'pending', updated_at = @now WHERE workspace_id = @workspaceId AND id = @deliveryId",
            new { workspaceId, deliveryId, now = time.UnixNow() });
        return true;
    }

    private static async Task<List<string>> SubscribersAsync(Session session, string workspaceId, string status)
    {
        var endpoints = await session.QueryAsync<(string Id, string Statuses)>(
            "SELECT id, statuses FROM webhook_endpoints WHERE workspace_id = @workspaceId AND disabled_at IS NULL AND archived_at IS NULL ORDER BY id",
            new { workspaceId });
        return [.. endpoints.Where(endpoint => ApiJson.Read<string[]>(endpoint.Statuses).Contains(status)).Select(endpoint => endpoint.Id)];
    }

    private async Task OweAsync(Session session, CallReport call, string endpointId, string body)
    {
        var now = time.UnixNow();
        var id = Ids.New(time);
        await session.ExecuteAsync(
            """
            INSERT INTO deliveries (workspace_id, id, endpoint_id, campaign_id, lead_id, call_id, call_status, seq, body, state, created_at, updated_at)
            SELECT @WorkspaceId, @id, @endpointId, @CampaignId, @LeadId, @CallSid, @Status, coalesce(max(seq), 0) + 1, @body, 'pending', @now, @now
            FROM deliveries WHERE workspace_id = @WorkspaceId AND call_id = @CallSid AND endpoint_id = @endpointId
            """,
            new { call.WorkspaceId, id, endpointId, call.CampaignId, call.LeadId, call.CallSid, call.Status, body, now });
        await queue.EnqueueAsync(session, NewWork.Deliver(call.WorkspaceId, endpointId, call.CampaignId, id, now));
    }

    private Task<int> DisableAsync(Session session, Delivery delivery) =>
        session.ExecuteAsync(
            "UPDATE webhook_endpoints SET disabled_at = @now WHERE workspace_id = @WorkspaceId AND id = @EndpointId AND disabled_at IS NULL",
            new { now = time.UnixNow(), delivery.WorkspaceId, delivery.EndpointId });
}
