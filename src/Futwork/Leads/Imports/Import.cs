using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>A file of leads and how far it is read. Its counts move in the transactions that write its leads, so that they are never wrong.</summary>
internal sealed class Import
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";

    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string CampaignId { get; init; } = "";

    public string Format { get; init; } = "";

    public long DryRun { get; init; }

    /// <summary>A JSON array, as they stand in the file.</summary>
    public string Headers { get; init; } = "[]";

    /// <summary>A JSON array beside it: the field of each column; empty for none.</summary>
    public string Mapping { get; init; } = "[]";

    public string Status { get; init; } = Running;

    /// <summary>Why it failed. While it runs, the fault of ours that holds it up, until it gets on; null: none.</summary>
    public string? Error { get; init; }

    public long RowsRead { get; set; }

    public long Accepted { get; init; }

    public long Updated { get; init; }

    public long Skipped { get; init; }

    public long Refused { get; set; }

    public long Blank { get; init; }

    /// <summary>The rows that were left when it failed; <see cref="Unknown"/> where the file cannot be read on.</summary>
    public long NotReached { get; init; }

    /// <summary>A number of rows that nobody can tell.</summary>
    public const long Unknown = -1;

    /// <summary>How often in a row a fault of ours kept it from getting on (<see cref="Error"/> says which), or else its node ended.</summary>
    public long Failures { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public ImportMapping ReadMapping() => new(ApiJson.Read<string[]>(Headers), ApiJson.Read<string[]>(Mapping));

    public static Task<Import?> FindAsync(Session session, string workspaceId, string campaignId, string id) =>
        session.FirstOrDefaultAsync<Import>(
            "SELECT * FROM imports WHERE workspace_id = @workspaceId AND campaign_id = @campaignId AND id = @id", new { workspaceId, campaignId, id });

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO imports (workspace_id, id, campaign_id, format, dry_run, headers, mapping, status, rows_read, accepted, updated, skipped, refused, blank,
            not_reached, failures, created_at, updated_at)
        VALUES (@WorkspaceId, @Id, @CampaignId, @Format, @DryRun, @Headers, @Mapping, @Status, 0, 0, 0, 0, 0, 0, 0, 0, @CreatedAt, @UpdatedAt)
        """, this);

    /// <summary>
    /// Counts the rows that this transaction took, in which the claim is known to hold. A dry run begins anew each time, and so gets nowhere by breaking
    /// later than before: its failures stay counted, and told.
    /// </summary>
    public async Task CountAsync(Session session, ImportCounts rows, long now)
    {
        await session.ExecuteAsync(
            """
            UPDATE imports SET rows_read = rows_read + @Total, accepted = accepted + @Accepted, updated = updated + @Updated, skipped = skipped + @Skipped,
                refused = refused + @Refused, blank = blank + @Blank, failures = CASE WHEN dry_run = 1 THEN failures ELSE 0 END,
                error = CASE WHEN dry_run = 1 THEN error END, updated_at = @now
            WHERE workspace_id = @WorkspaceId AND id = @Id
            """, new { WorkspaceId, Id, rows.Total, rows.Accepted, rows.Updated, rows.Skipped, rows.Refused, rows.Blank, now });
        session.AfterCommit(() => (RowsRead, Refused) = (RowsRead + rows.Total, Refused + rows.Refused));
    }

    /// <summary>A check that writes nothing is begun anew, by a transaction in which the claim is known to hold: what it has seen of the file is not kept.</summary>
    public async Task BeginAnewAsync(Session session)
    {
        await session.ExecuteAsync("DELETE FROM import_rejects WHERE workspace_id = @WorkspaceId AND import_id = @Id", this);
        await session.ExecuteAsync(
            "UPDATE imports SET rows_read = 0, accepted = 0, updated = 0, skipped = 0, refused = 0, blank = 0 WHERE workspace_id = @WorkspaceId AND id = @Id", this);
        session.AfterCommit(() => (RowsRead, Refused) = (0, 0));
    }

    /// <summary>The node that read it is gone.</summary>
    public static Task NodeEndedAsync(Session session, string workspaceId, string id) => session.ExecuteAsync(
        "UPDATE imports SET error = NULL, failures = CASE WHEN error IS NULL THEN failures + 1 ELSE 1 END WHERE workspace_id = @workspaceId AND id = @id",
        new { workspaceId, id });

    /// <summary>A fault of ours keeps it from getting on.</summary>
    /// <returns>How many there were in a row, this one included.</returns>
    public static Task<long> HeldUpAsync(Session session, string workspaceId, string id, string why) => session.ScalarAsync<long>(
        "UPDATE imports SET error = @why, failures = CASE WHEN error IS NULL THEN 1 ELSE failures + 1 END WHERE workspace_id = @workspaceId AND id = @id RETURNING failures",
        new { workspaceId, id, why });

    public static Task EndAsync(Session session, string workspaceId, string id, ImportEnd end, long now) => session.ExecuteAsync(
        "UPDATE imports SET status = @status, error = @Error, not_reached = @notReached, updated_at = @now WHERE workspace_id = @workspaceId AND id = @id",
        new { workspaceId, id, status = end.Error is null ? Done : Failed, end.Error, notReached = end.NotReached ?? Unknown, now });
}

/// <summary>What became of some rows.</summary>
internal sealed record ImportCounts(long Accepted, long Updated, long Skipped, long Refused, long Blank)
{
    public long Total => Accepted + Updated + Skipped + Refused + Blank;
}
