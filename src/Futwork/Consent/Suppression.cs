using Futwork.Data;

namespace Futwork.Consent;

/// <summary>A number that a workspace may not call.</summary>
internal sealed record Suppression
{
    /// <summary>Somebody listed it through the API.</summary>
    public const string ByApi = "api";

    /// <summary>The person asked for it on a call.</summary>
    public const string ByCall = "call";

    /// <summary>It came in a file that names no other source.</summary>
    public const string ByFile = "file";

    /// <summary>The condition for a number of <c>leads l</c> that may not be called at <c>@now</c>; for use inside other queries.</summary>
    public const string OfLead =
        """
        EXISTS (SELECT 1 FROM suppressions s WHERE s.workspace_id = l.workspace_id AND s.phone = l.phone
            AND (s.expires_at IS NULL OR s.expires_at > @now))
        """;

    /// <summary>SQL: the person asked on a call for the entry that is there, and it is not over.</summary>
    private const string IsTheirs =
        """
        (suppressions.source = 'call' OR suppressions.call_id IS NOT NULL)
            AND (suppressions.expires_at IS NULL OR suppressions.expires_at > excluded.created_at)
        """;

    /// <summary>SQL: the entry that is there is over, so that whoever lists the number makes a new one.</summary>
    private const string IsOver = "suppressions.expires_at <= excluded.created_at";

    public required string WorkspaceId { get; init; }

    public required string Id { get; init; }

    /// <summary>E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>
    /// <see cref="ByApi"/>, <see cref="ByCall"/>, <see cref="ByFile"/>, or what the client calls it. An entry with a call is the person's, also where a node of an older
    /// version wrote another source over it.
    /// </summary>
    public required string Source { get => CallId is null ? field : ByCall; init; }

    public string? Note { get; init; }

    /// <summary>The call in which the person asked for it.</summary>
    public string? CallId { get; init; }

    /// <summary>From then on it may be called again; null is never.</summary>
    public long? ExpiresAt { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>
    /// Lists the number. One that is listed already, by an entry that is not over, stays so for the longer time, and what its person asked for stays theirs: whoever takes the numbers of another source
    /// off the list leaves it there.
    /// </summary>
    public Task<List<string>> SaveAsync(Session session) => SaveAsync(session, [this]);

    /// <summary>Lists numbers of one workspace, each of them once.</summary>
    /// <returns>The ids of those that were not listed before.</returns>
    public static async Task<List<string>> SaveAsync(Session session, IReadOnlyList<Suppression> rows)
    {
        // In one order everywhere: two who list the same numbers at the same time wait for each other only in one direction.
        rows = [.. rows.OrderBy(row => row.Phone, StringComparer.Ordinal)];
        // The id that comes back is the row's own: another one's where the number was listed already.
        var kept = await session.InsertAsync("suppressions",
        [
            new("workspace_id", rows.Select(row => row.WorkspaceId).ToArray()),
            new("id", rows.Select(row => row.Id).ToArray()),
            new("phone", rows.Select(row => row.Phone).ToArray()),
            new("source", rows.Select(row => row.Source).ToArray()),
            new("note", rows.Select(row => row.Note).ToArray()),
            new("call_id", rows.Select(row => row.CallId).ToArray()),
            new("expires_at", rows.Select(row => row.ExpiresAt).ToArray()),
            new("created_at", rows.Select(row => row.CreatedAt).ToArray()),
        ],
        $"""
        ON CONFLICT (workspace_id, phone) DO UPDATE SET source = CASE WHEN {IsTheirs} THEN 'call' ELSE excluded.source END,
            id = CASE WHEN {IsOver} THEN excluded.id ELSE suppressions.id END, created_at = CASE WHEN {IsOver} THEN excluded.created_at ELSE suppressions.created_at END,
            note = CASE WHEN {IsOver} THEN excluded.note ELSE coalesce(excluded.note, suppressions.note) END,
            call_id = coalesce(excluded.call_id, CASE WHEN {IsTheirs} THEN suppressions.call_id END),
            expires_at = CASE WHEN excluded.expires_at IS NULL OR suppressions.expires_at IS NULL THEN NULL
                WHEN excluded.expires_at > suppressions.expires_at THEN excluded.expires_at ELSE suppressions.expires_at END
        """, "id");
        return [.. kept.Intersect(rows.Select(row => row.Id))];
    }

    public static Task<Suppression?> FindAsync(Session session, string workspaceId, string column, string value) =>
        session.FirstOrDefaultAsync<Suppression>($"SELECT * FROM suppressions WHERE workspace_id = @workspaceId AND {column} = @value", new { workspaceId, value });
}
