using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Webhooks;

/// <summary>
/// Sends what is owed (T4). Each endpoint is a lane of its own with a bound on posts under way, so that one that hangs delays nobody else.
/// </summary>
internal sealed class DeliveryWorker(
    Database database,
    WorkQueue queue,
    WorkKeeper keeper,
    WorkSignal signal,
    Deliveries deliveries,
    EndpointClient endpoints,
    SecretBox secrets,
    LiveFeed feed,
    WebhooksOptions options,
    TimeProvider time,
    ILogger<DeliveryWorker> logger) : BackgroundService
{
    /// <summary>How long a later webhook of a call lets an earlier one to the same endpoint have its first attempt.</summary>
    private static readonly TimeSpan LetEarlierGoFirst = TimeSpan.FromMilliseconds(200);

    /// <summary>What follows the status is only kept to be read: so long is waited for it.</summary>
    private static readonly TimeSpan BodyPatience = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _poll = TimeSpan.FromMilliseconds(options.PollMilliseconds);
    private readonly LaneWorker _lanes = new(
        WorkKind.Deliver, options.ConcurrencyPerEndpoint, database, queue, keeper, signal, time, exception => WebhooksLog.WorkerFailed(logger, exception));

    /// <summary>One look at the queue: starts all that is due and allowed, and returns without waiting for the answers.</summary>
    public Task<List<Task>> StartDueAsync(CancellationToken cancellationToken) =>
        _lanes.StartDueAsync(ClaimAsync, delivery => delivery.Claim!, DeliverAsync, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _lanes.RepeatAsync(_poll, StartDueAsync, stoppingToken);

    private async Task<List<Delivery>> ClaimAsync(Session session, string lane, int limit)
    {
        var claims = (await queue.ClaimAsync(session, WorkKind.Deliver, lane, limit, WorkKeeper.Lease)).ToDictionary(claim => claim.SubjectId);
        if (claims.Count == 0)
            return [];
        // The state is asked for in a way that no partial index serves: PostgreSQL believes that few are open, also when a receiver has been away for a while and they are many.
        var rows = await session.QueryAsync<Delivery>(
            $"""
            SELECT d.workspace_id, d.id, d.endpoint_id, d.call_id, d.lead_id, d.call_status, d.body, e.url, e.secret, e.headers,
                (e.disabled_at IS NOT NULL OR e.archived_at IS NOT NULL) AS endpoint_closed,
                (SELECT count(*) FROM delivery_attempts a WHERE a.workspace_id = d.workspace_id AND a.delivery_id = d.id) AS attempts_made,
                EXISTS (SELECT 1 FROM deliveries o WHERE o.workspace_id = d.workspace_id AND o.call_id = d.call_id AND o.seq < d.seq
                    AND o.endpoint_id = d.endpoint_id AND CASE o.state WHEN 'pending' THEN 1 END = 1 AND NOT EXISTS (
                        SELECT 1 FROM delivery_attempts a WHERE a.workspace_id = o.workspace_id AND a.delivery_id = o.id)) AS must_wait
            FROM deliveries d JOIN webhook_endpoints e ON e.workspace_id = d.workspace_id AND e.id = d.endpoint_id
            WHERE d.workspace_id = @WorkspaceId AND {session.Among("d.id", "ids")}
            """,
            new { claims.Values.First().WorkspaceId, ids = claims.Keys.ToArray() });
        return [.. rows.Select(row => row with { Claim = claims[row.Id] }).OrderBy(row => row.Claim!.DueAt).ThenBy(row => row.Id, StringComparer.Ordinal)];
    }

    private async Task DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.MustWait)
        {
            await database.WriteAsync(
                session => delivery.Claim!.RescheduleAsync(session, time.UnixNow() + (long)LetEarlierGoFirst.TotalMilliseconds), cancellationToken);
            return;
        }

        var attempt = await AttemptAsync(delivery, cancellationToken);
        var number = (int)delivery.AttemptsMade + 1;
        var again = attempt.Taken || attempt.Gone || delivery.EndpointClosed
            ? null
            : RetrySchedule.After(number, attempt.RetryAfter, Random.Shared.NextDouble());
        if (await database.WriteAsync(session => deliveries.RecordAsync(session, delivery, attempt, again), CancellationToken.None))
            Tell(delivery, attempt, number, again);
        else
            WebhooksLog.Lost(logger, delivery.Id);
    }

    private async Task<DeliveryAttempt> AttemptAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        DeliveryAttempt NotSent(string why) => new(time.UnixNow(), 0, null, why, null);

        if (delivery.EndpointClosed)
            return NotSent("The endpoint is disabled or archived; nothing was sent.");
        var (post, fault) = SignedPost.To(delivery.Endpoint, secrets, delivery.Id, delivery.Body);
        return post is null
            ? NotSent(fault!)
            : DeliveryAttempt.Of(await endpoints.PostAsync(post, TimeSpan.FromSeconds(options.TimeoutSeconds), DeliveryAttempt.KeptCharacters, BodyPatience, cancellationToken));
    }

    private void Tell(Delivery delivery, DeliveryAttempt attempt, int number, TimeSpan? again)
    {
        if (attempt.Gone)
            WebhooksLog.EndpointGone(logger, delivery.EndpointId);
        else if (!attempt.Taken && again is { } pause)
            WebhooksLog.NotTaken(logger, delivery.Id, attempt.Status, number, (long)pause.TotalSeconds);
        else if (!attempt.Taken)
            WebhooksLog.GivenUp(logger, delivery.Id, attempt.Status, number);
        feed.Publish(delivery.WorkspaceId, new LiveEvent("webhook.attempt", Times.FromUnix(attempt.At))
        {
            CallSid = delivery.CallId,
            LeadId = delivery.LeadId,
            Status = delivery.CallStatus,
            DeliveryId = delivery.Id,
            Attempt = number,
            HttpStatus = attempt.Status,
            Delivered = attempt.Taken,
            Error = attempt.Error,
        });
    }
}
