using Futwork.Data;

namespace Futwork.Queue;

/// <summary>A duty that this node holds. Its fence must be shown with every write that the duty leads to.</summary>
internal sealed record Claim
{
    public required string WorkspaceId { get; init; }

    public required string Id { get; init; }

    public required string CampaignId { get; init; }

    public required string SubjectId { get; init; }

    public required long DueAt { get; init; }

    /// <summary>See <see cref="NewWork.Priority"/>.</summary>
    public long Priority { get; init; }

    /// <summary>See <see cref="NewWork.ExpiresAt"/>.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>How often it has been claimed and not given back, this time included.</summary>
    public required long Attempts { get; init; }

    /// <summary>Grows with every claim and with every lapse: whoever shows an older one has lost the duty.</summary>
    public required long Fence { get; init; }

    private const string BeyondItsEnd = "expires_at = CASE WHEN expires_at > @dueAt THEN expires_at END, ";

    private const string Held = "WHERE workspace_id = @WorkspaceId AND id = @Id AND fence = @Fence AND state = 'leased'";

    /// <summary>The claim still stands. When it does, nobody can take it before this transaction ends; when it does not, nothing may be written.</summary>
    public async Task<bool> HoldsAsync(Session session) =>
        await session.ScalarAsync<long>($"SELECT count(*) FROM (SELECT 1 FROM work {Held}{session.ForUpdate}) held", this) == 1;

    /// <summary>The duty is done.</summary>
    /// <returns>False: the claim had been lost, and nothing was written.</returns>
    public async Task<bool> CompleteAsync(Session session) =>
        await session.ExecuteAsync($"UPDATE work SET {WorkQueue.Done}, lease_owner = NULL, lease_until = NULL {Held}", this) == 1;

    /// <summary>The duty is due as before, and this was no attempt at it. One that has been lost is left to whoever has it.</summary>
    public Task GiveBackAsync(Session session) =>
        session.ExecuteAsync($"UPDATE work SET state = 'ready', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL {Held}", this);

    /// <summary>The same duty is due again. What is promised is owed then, also beyond the end that the duty had (<see cref="ExpiresAt"/>).</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="dueAt">Unix milliseconds.</param>
    /// <param name="priority">See <see cref="NewWork.Priority"/>; null leaves it as it is.</param>
    /// <returns>False: the claim had been lost, and nothing was written.</returns>
    public async Task<bool> RescheduleAsync(Session session, long dueAt, long? priority = null) =>
        await session.ExecuteAsync(
            $"""
            UPDATE work SET state = 'ready', due_at = @dueAt, {(priority is null ? "" : "priority = @priority, ")}{(priority is NewWork.Promised ? BeyondItsEnd : "")}put_off_from = NULL,
                put_off_by = NULL, lease_owner = NULL, lease_until = NULL {Held}
            """,
            new { WorkspaceId, Id, Fence, dueAt, priority }) == 1;
}
