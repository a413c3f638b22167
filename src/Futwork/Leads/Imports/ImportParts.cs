using Futwork.Data;

namespace Futwork.Leads.Imports;

/// <summary>The file of an import, kept in the database in parts while it is read, so that any node can go on with it.</summary>
internal static class ImportParts
{
    private const int Size = 1 << 20;

    public static async Task SaveAsync(Session session, Import import, string path)
    {
        await using var file = File.OpenRead(path);
        var buffer = new byte[Size];
        for (var part = 0; await file.ReadAtLeastAsync(buffer, Size, throwOnEndOfStream: false, session.CancellationToken) is > 0 and var count; part++)
        {
            await session.ExecuteAsync(
                "INSERT INTO import_parts (workspace_id, import_id, part, bytes) VALUES (@WorkspaceId, @Id, @part, @bytes)",
                new { import.WorkspaceId, import.Id, part = (long)part, bytes = buffer[..count] });
        }
    }

    /// <summary>Writes the file to where it can be read, one part in memory at a time.</summary>
    public static async Task LoadAsync(Session session, Import import, string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        for (long part = 0; await FindAsync(session, import, part) is { } bytes; part++)
            await file.WriteAsync(bytes, session.CancellationToken);
    }

    public static Task DeleteAsync(Session session, Import import) =>
        session.ExecuteAsync("DELETE FROM import_parts WHERE workspace_id = @WorkspaceId AND import_id = @Id", new { import.WorkspaceId, import.Id });

    private static Task<byte[]?> FindAsync(Session session, Import import, long part) =>
        session.ScalarAsync<byte[]>(
            "SELECT bytes FROM import_parts WHERE workspace_id = @WorkspaceId AND import_id = @Id AND part = @part", new { import.WorkspaceId, import.Id, part });
}
