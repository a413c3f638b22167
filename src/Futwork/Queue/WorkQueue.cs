using Futwork.Data;

namespace Futwork.Queue;

/// <summary>One table of due work with claim, lease, reschedule and cancel, used by dialling, analysis and delivery alike.</summary>
internal sealed class WorkQueue(TimeProvider time, WorkSignal signal, Node node)
{
    /// <summary>SQL: a duty is done, and nothing puts it off any more.</summary>
    public const string Done = "state = 'done', put_off_from = NULL, put_off_by = NULL";

    /// <summary>Adds a duty. It exists if and only if the caller's transaction commits; its worker is woken then.</summary>
    public Task EnqueueAsync(Session session, NewWork work) => EnqueueManyAsync(session, [work]);

    /// <summary>Adds many duties of one kind, as <see cref="EnqueueAsync"/> adds one.</summary>
    public async Task EnqueueManyAsync(Session session, IReadOnlyList<NewWork> works)
    {
        if (works.Count == 0)
            return;
        long now = time.UnixNow();
        var (zeros, times) = (new long[works.Count], new long[works.Count]);
        Array.Fill(times, now);
        await session.AddAsync("work",
        [
            new("workspace_id", works.Select(work => work.WorkspaceId).ToArray()),
            new("id", works.Select(_ => Ids.New(time)).ToArray()),
            new("kind", works.Select(work => work.Kind).ToArray()),
            new("lane", works.Select(work => work.Lane).ToArray()),
            new("campaign_id", works.Select(work => work.CampaignId).ToArray()),
            new("subject_id", works.Select(work => work.SubjectId).ToArray()),
            new("state", works.Select(_ => "ready").ToArray()),
            new("due_at", works.Select(work => work.DueAt).ToArray()),
            new("attempts", zeros),
            new("fence", zeros),
            new("created_at", times),
            new("priority", works.Select(work => work.Priority).ToArray()),
            new("expires_at", works.Select(work => work.ExpiresAt).ToArray()),
        ]);
        if (works.Any(work => work.DueAt <= now))
            session.AfterCommit(() => signal.Set(works[0].Kind));
    }

    /// <summary>
    /// As <see cref="EnqueueAsync"/>, but a duty that its subject had before, and that nobody holds, becomes this one; an end that it had holds only where it comes after the new one is due.
    /// </summary>
    public async Task DemandAsync(Session session, NewWork work)
    {
        var known = await session.ExecuteAsync(
            """
            UPDATE work SET state = 'ready', due_at = @DueAt, priority = @Priority, expires_at = CASE WHEN expires_at > @DueAt THEN expires_at END, put_off_from = NULL, put_off_by = NULL
            WHERE workspace_id = @WorkspaceId AND kind = @Kind AND subject_id = @SubjectId AND state <> 'leased'
            """, work);
        var held = known == 0 && await session.ScalarAsync<long>(
            "SELECT count(*) FROM work WHERE workspace_id = @WorkspaceId AND kind = @Kind AND subject_id = @SubjectId", work) > 0;
        if (known == 0 && !held)
            await EnqueueAsync(session, work);
    }

    /// <summary>Adds a duty that this node holds from the start: what has happened already and must be seen to its end.</summary>
    public async Task<Claim> HoldAsync(Session session, NewWork work, TimeSpan lease)
    {
        var claim = new Claim
        {
            WorkspaceId = work.WorkspaceId,
            Id = Ids.New(time),
            CampaignId = work.CampaignId,
            SubjectId = work.SubjectId,
            DueAt = work.DueAt,
            Attempts = 1,
            Fence = 1,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, lease_owner, lease_until, created_at)
            VALUES (@WorkspaceId, @Id, @Kind, @Lane, @CampaignId, @SubjectId, 'leased', @DueAt, 1, 1, @Owner, @Until, @Now)
            """,
            new
            {
                work.WorkspaceId,
                claim.Id,
                work.Kind,
                work.Lane,
                work.CampaignId,
                work.SubjectId,
                work.DueAt,
                Owner = node.Name,
                Until = Until(lease),
                Now = time.UnixNow(),
            });
        return claim;
    }

    /// <summary>Claims up to <paramref name="limit"/> due duties of a lane for this node, the longest due first. Nobody else gets them before the lease is over.</summary>
    public async Task<List<Claim>> ClaimAsync(Session session, string kind, string lane, int limit, TimeSpan lease)
    {
        var claims = await ClaimAsync(session, DueLongest(session), kind, lane, limit, lease);
        claims.Sort((a, b) => a.DueAt != b.DueAt ? a.DueAt.CompareTo(b.DueAt) : string.CompareOrdinal(a.Id, b.Id));
        return claims;
    }

    /// <summary>As <see cref="ClaimAsync(Session, string, string, int, TimeSpan)"/>, only those with a priority, the highest first: one index probe for each.</summary>
    public async Task<List<Claim>> ClaimFirstAsync(Session session, string kind, string lane, int limit, TimeSpan lease)
    {
        var claims = await ClaimAsync(session,
            $"""
            first AS MATERIALIZED (
                SELECT * FROM ({OfEachPriority}) each_priority ORDER BY priority DESC, due_at, id LIMIT @limit),
            due AS MATERIALIZED (
                SELECT w.workspace_id AS due_workspace, w.id AS due_id FROM work w JOIN first f ON f.workspace_id = w.workspace_id AND f.id = w.id
                WHERE w.state = 'ready' AND w.due_at <= @now{session.ForUpdateSkipLockedOf("w")})
            """, kind, lane, limit, lease);
        claims.Sort((a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority)
            : a.DueAt != b.DueAt ? a.DueAt.CompareTo(b.DueAt) : string.CompareOrdinal(a.Id, b.Id));
        return claims;
    }

    /// <summary>The duties that are due, so many of each priority. Those that are not due yet stand between them in the index, so each has its own probe.</summary>
    internal static readonly string OfEachPriority = string.Join(" UNION ALL ", Enumerable.Range(1, (int)NewWork.Promised).Select(priority =>
        $"""
        SELECT * FROM (
            SELECT workspace_id, id, priority, due_at FROM work
            WHERE kind = @kind AND lane = @lane AND priority = {priority} AND state = 'ready' AND priority > 0 AND due_at <= @now
            ORDER BY due_at, id LIMIT @limit) of_priority_{priority}
        """));

    private Task<List<Claim>> ClaimAsync(Session session, string due, string kind, string lane, int limit, TimeSpan lease) =>
        session.QueryAsync<Claim>(ClaimSql(due), new { kind, lane, now = time.UnixNow(), limit, owner = node.Name, until = Until(lease) });

    internal static string DueLongest(Session session) =>
        $"""
        due AS MATERIALIZED (
            SELECT workspace_id AS due_workspace, id AS due_id FROM work
            WHERE kind = @kind AND lane = @lane AND state = 'ready' AND due_at <= @now
            ORDER BY due_at, id LIMIT @limit{session.ForUpdateSkipLocked})
        """;

    internal static string ClaimSql(string due) =>
        $"""
        WITH {due}
        UPDATE work SET state = 'leased', attempts = attempts + 1, fence = fence + 1, lease_owner = @owner, lease_until = @until
        FROM due WHERE workspace_id = due_workspace AND id = due_id
        RETURNING workspace_id, id, campaign_id, subject_id, due_at, attempts, fence, priority, expires_at
        """;

    /// <summary>One index probe per lane. min() would ask for as much, but without statistics the planner has it read them all.</summary>
    private const string EachLane =
        """
        WITH RECURSIVE lanes (lane) AS (
            SELECT (SELECT w.lane FROM work w WHERE w.kind = @kind AND w.state = 'ready' ORDER BY w.lane LIMIT 1)
            UNION ALL
            SELECT (SELECT w.lane FROM work w WHERE w.kind = @kind AND w.state = 'ready' AND w.lane > lanes.lane ORDER BY w.lane LIMIT 1)
            FROM lanes WHERE lanes.lane IS NOT NULL)
        """;

    /// <summary>The lanes of a kind in which something is due.</summary>
    public Task<List<string>> DueLanesAsync(Session session, string kind) =>
        session.QueryAsync<string>(
            $"""
            {EachLane}
            SELECT lane FROM lanes
            WHERE EXISTS (SELECT 1 FROM work w WHERE w.kind = @kind AND w.lane = lanes.lane AND w.state = 'ready' AND w.due_at <= @now)
            """,
            new { kind, now = time.UnixNow() });

    /// <summary>The lanes of a kind in which something waits, due or not.</summary>
    public static Task<List<string>> LanesAsync(Session session, string kind) =>
        session.QueryAsync<string>(
            $"""
            {EachLane}
            SELECT lane FROM lanes WHERE lane IS NOT NULL
            """, new { kind });

    /// <summary>Keeps duties of this node for another lease. What is being written at the moment is passed over: a settlement is not waited for, nor made to wait.</summary>
    /// <returns>Those that it keeps, and those that it still holds and did not come to.</returns>
    public async Task<(List<Claim> Kept, List<Claim> Busy)> RenewAsync(Session session, IReadOnlyList<Claim> claims, TimeSpan lease)
    {
        var (kept, held) = (new HashSet<(string, long)>(), new HashSet<(string, long)>());
        foreach (var workspace in claims.GroupBy(claim => claim.WorkspaceId, StringComparer.Ordinal))
        {
            var mine = $"workspace_id = @workspace AND {session.Among("id", "ids")} AND lease_owner = @owner AND state = 'leased'";
            var values = new { workspace = workspace.Key, ids = workspace.Select(claim => claim.Id).ToArray(), owner = node.Name, until = Until(lease) };
            var renewed = await session.QueryAsync<(string Id, long Fence)>(
                $"""
                WITH free AS MATERIALIZED (SELECT id AS free_id FROM work WHERE {mine}{session.ForUpdateSkipLocked})
                UPDATE work SET lease_until = @until FROM free WHERE workspace_id = @workspace AND id = free_id RETURNING id, fence
                """, values);
            kept.UnionWith(renewed);
            if (renewed.Count < values.ids.Length)
                held.UnionWith(await session.QueryAsync<(string Id, long Fence)>($"SELECT id, fence FROM work WHERE {mine}", values));
        }

        // It may be ours again, lost and claimed anew meanwhile: whoever works under the old claim has lost it all the same.
        static bool Among(HashSet<(string, long)> found, Claim claim) => found.Contains((claim.Id, claim.Fence));
        return ([.. claims.Where(claim => Among(kept, claim))], [.. claims.Where(claim => !Among(kept, claim) && Among(held, claim))]);
    }

    /// <summary>Cancels a duty that nobody holds.</summary>
    /// <returns>False: it is being worked on, or done.</returns>
    public static async Task<bool> CancelAsync(Session session, string workspaceId, string kind, string subjectId) =>
        await session.ExecuteAsync(
            "UPDATE work SET state = 'done' WHERE workspace_id = @workspaceId AND kind = @kind AND subject_id = @subjectId AND state = 'ready'",
            new { workspaceId, kind, subjectId }) == 1;

    /// <summary>Cancels duties of a campaign that nobody holds, at most so many: it is over.</summary>
    /// <returns>Their subjects.</returns>
    public static Task<List<string>> CancelCampaignAsync(Session session, string workspaceId, string kind, string campaignId, int most) =>
        session.QueryAsync<string>(
            $"""
            WITH over AS MATERIALIZED (
                SELECT workspace_id AS over_workspace, id AS over_id FROM work
                WHERE kind = @kind AND lane = @campaignId AND state = 'ready' AND workspace_id = @workspaceId
                ORDER BY due_at, id LIMIT @most{session.ForUpdateSkipLocked})
            UPDATE work SET {Done}
            FROM over WHERE workspace_id = over_workspace AND id = over_id
            RETURNING subject_id
            """, new { workspaceId, kind, campaignId, most });

    /// <summary>Ends duties that nobody holds and whose time is over, at most so many.</summary>
    public static Task<List<(string WorkspaceId, string CampaignId, string SubjectId)>> TakeExpiredAsync(Session session, string kind, long now, int most) =>
        session.QueryAsync<(string, string, string)>(
            $"""
            WITH over AS MATERIALIZED (
                SELECT workspace_id AS over_workspace, id AS over_id FROM work
                WHERE kind = @kind AND state = 'ready' AND expires_at <= @now
                ORDER BY expires_at LIMIT @most{session.ForUpdateSkipLocked})
            UPDATE work SET {Done}
            FROM over WHERE workspace_id = over_workspace AND id = over_id
            RETURNING workspace_id, campaign_id, subject_id
            """, new { kind, now, most });

    /// <summary>A duty that was done is due again, now: a delivery that somebody wants to see once more.</summary>
    /// <returns>False: it is owed, or being worked on, already.</returns>
    public async Task<bool> ReopenAsync(Session session, string workspaceId, string kind, string subjectId)
    {
        var reopened = await session.ExecuteAsync(
            "UPDATE work SET state = 'ready', due_at = @now WHERE workspace_id = @workspaceId AND kind = @kind AND subject_id = @subjectId AND state = 'done'",
            new { workspaceId, kind, subjectId, now = time.UnixNow() }) == 1;
        if (reopened)
            session.AfterCommit(() => signal.Set(kind));
        return reopened;
    }

    /// <summary>
    /// Makes due again what nodes that are gone had claimed. Only for duties that may be repeated: a lapsed dial is ended by
    /// Calls instead, because the phone may have rung. What its holder is writing at the moment is passed over: a node that stands still in there makes nobody wait.
    /// </summary>
    /// <returns>What they were about.</returns>
    public Task<List<(string WorkspaceId, string SubjectId)>> ReleaseLapsedAsync(Session session, string kind) =>
        session.QueryAsync<(string, string)>(
            $"""
            WITH lapsed AS MATERIALIZED (
                SELECT workspace_id AS lapsed_workspace, id AS lapsed_id FROM work
                WHERE kind = @kind AND state = 'leased' AND lease_until < @now{session.ForUpdateSkipLocked})
            UPDATE work SET state = 'ready', fence = fence + 1, lease_owner = NULL, lease_until = NULL
            FROM lapsed WHERE workspace_id = lapsed_workspace AND id = lapsed_id
            RETURNING workspace_id, subject_id
            """,
            new { kind, now = time.UnixNow() });

    /// <summary>Takes over a duty whose lease is over, so that its former holder cannot write any more.</summary>
    /// <returns>Null: it was renewed, finished or taken over meanwhile.</returns>
    public Task<Claim?> TakeOverLapsedAsync(Session session, string workspaceId, string id) =>
        session.FirstOrDefaultAsync<Claim>(
            """
            UPDATE work SET fence = fence + 1, lease_owner = @owner
            WHERE workspace_id = @workspaceId AND id = @id AND state = 'leased' AND lease_until < @now
            RETURNING workspace_id, id, campaign_id, subject_id, due_at, attempts, fence
            """,
            new { workspaceId, id, owner = node.Name, now = time.UnixNow() });

    private long Until(TimeSpan lease) => time.UnixNow() + (long)lease.TotalMilliseconds;
}
