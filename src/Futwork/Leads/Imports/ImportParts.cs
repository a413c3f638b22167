using Futwork.Data;

namespace Futwork.Leads.Imports;

/// <summary>
/// The file of an import, kept in the database in parts while it is read, so that any node can go on with it. Each part is a transaction of its own, both ways:
/// a large file keeps nobody else from writing. Parts come before their import does; those of one that never comes are abandoned.
/// </summary>
internal static class ImportParts
{
    private const int Size = 1 << 20;
    private const int DeletedAtOnce = 16;

    /// <summary>Longer than it takes to write the largest file.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromHours(1);

    /// <summary>Writes the file of an import that is not there yet.</summary>
    /// <returns>How many parts it has.</returns>
    public static async Task<long> StageAsync(Database database, Import import, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[Size];
        for (long part = 0; ; part++)
        {
            if (await file.ReadAtLeastAsync(buffer, Size, throwOnEndOfStream: false, cancellationToken) is not (> 0 and var count))
                return part;
            await database.WriteAsync(session => session.ExecuteAsync(
                "INSERT INTO import_parts (workspace_id, import_id, part, bytes) VALUES (@WorkspaceId, @Id, @part, @bytes)",
                new { import.WorkspaceId, import.Id, part, bytes = buffer[..count] }), cancellationToken);
        }
    }

    public static Task<long> CountAsync(Session session, Import import) =>
        session.ScalarAsync<long>("SELECT count(*) FROM import_parts WHERE workspace_id = @WorkspaceId AND import_id = @Id", new { import.WorkspaceId, import.Id });

    /// <summary>Writes the file to where it can be read, one part in memory at a time.</summary>
    public static async Task LoadAsync(Session session, Import import, string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        for (long part = 0; await FindAsync(session, import, part) is { } bytes; part++)
            await file.WriteAsync(bytes, session.CancellationToken);
    }

    public static async Task DeleteAsync(Database database, string workspaceId, string importId, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            deleted = await database.WriteAsync(session => session.ExecuteAsync(
                """
                DELETE FROM import_parts WHERE workspace_id = @workspaceId AND import_id = @importId AND part IN (
                    SELECT part FROM import_parts WHERE workspace_id = @workspaceId AND import_id = @importId ORDER BY part LIMIT @DeletedAtOnce)
                """, new { workspaceId, importId, DeletedAtOnce }), cancellationToken);
        }
        while (deleted == DeletedAtOnce);
    }

    /// <summary>
    /// Deletes the parts of imports that have ended, and of those that have not come within an hour: whoever wrote them is gone. The first part may be gone already: whoever deleted them may have
    /// died meanwhile.
    /// </summary>
    public static async Task DeleteAbandonedAsync(Database database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = Ids.First(now - LongestUpload);
        var abandoned = await database.ReadAsync(session => session.QueryAsync<(string WorkspaceId, string ImportId)>(
            """
            SELECT DISTINCT p.workspace_id, p.import_id FROM import_parts p
            LEFT JOIN imports i ON i.workspace_id = p.workspace_id AND i.id = p.import_id
            WHERE i.status <> @Running OR (i.status IS NULL AND p.import_id < @before)
            """, new { Import.Running, before }), cancellationToken);
        foreach (var (workspaceId, importId) in abandoned)
            await DeleteAsync(database, workspaceId, importId, cancellationToken);
    }

    private static Task<byte[]?> FindAsync(Session session, Import import, long part) =>
        session.ScalarAsync<byte[]>(
            "SELECT bytes FROM import_parts WHERE workspace_id = @WorkspaceId AND import_id = @Id AND part = @part", new { import.WorkspaceId, import.Id, part });
}
