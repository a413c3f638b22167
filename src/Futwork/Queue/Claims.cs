using Futwork.Data;

namespace Futwork.Queue;

/// <summary>Lets many duties go that were claimed in this transaction, without having worked on them.</summary>
internal static class Claims
{
    /// <summary>They are due later instead, as if they had not been claimed: it is not their time. What they were due at before is kept, see <see cref="Recalls"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="duties">Each with its new time, unix milliseconds, and what is kept of the reason: JSON.</param>
    public static Task PutOffAsync(Session session, IReadOnlyList<(Claim Claim, long DueAt, string Why)> duties) =>
        session.UpdateAsync("work",
            "state = 'ready', put_off_from = coalesce(put_off_from, due_at), put_off_by = why, due_at = later, attempts = attempts - 1, lease_owner = NULL, lease_until = NULL",
            [
                new("workspace", duties.Select(duty => duty.Claim.WorkspaceId).ToArray()),
                new("duty", duties.Select(duty => duty.Claim.Id).ToArray()),
                new("later", duties.Select(duty => duty.DueAt).ToArray()),
                new("why", duties.Select(duty => duty.Why).ToArray()),
            ], ("id", "duty"), "workspace_id = workspace AND state = 'leased'", "id");

    /// <summary>Those of one workspace are given back, as if they had not been claimed.</summary>
    public static Task GiveBackAsync(Session session, IReadOnlyList<Claim> claims) => LetGoAsync(session, claims, "state = 'ready', attempts = attempts - 1");

    /// <summary>Those of one workspace are done.</summary>
    public static Task CompleteAsync(Session session, IReadOnlyList<Claim> claims) => LetGoAsync(session, claims, WorkQueue.Done);

    private static Task LetGoAsync(Session session, IReadOnlyList<Claim> claims, string set) =>
        claims.Count == 0 ? Task.CompletedTask : session.ExecuteAsync(
            $"""
            UPDATE work SET {set}, lease_owner = NULL, lease_until = NULL
            WHERE workspace_id = @WorkspaceId AND {session.Among("id", "ids")} AND state = 'leased'
            """,
            new { claims[0].WorkspaceId, ids = claims.Select(claim => claim.Id).ToArray() });
}
