using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>A row of an import that was refused.</summary>
internal sealed class ImportReject
{
    public long RowNumber { get; init; }

    /// <summary>A JSON array.</summary>
    public string Cells { get; init; } = "[]";

    /// <summary>A JSON array of <see cref="ImportError"/>.</summary>
    public string Errors { get; init; } = "[]";

    public static async Task InsertAsync(Session session, Import import, IReadOnlyList<ImportRow> rows)
    {
        if (rows.Count == 0)
            return;
        await session.AddAsync("import_rejects",
        [
            new("workspace_id", rows.Select(_ => import.WorkspaceId).ToArray()),
            new("import_id", rows.Select(_ => import.Id).ToArray()),
            new("row_number", rows.Select(row => row.Number).ToArray()),
            new("cells", rows.Select(row => ApiJson.Write(row.Cells.Select(WithoutNul))).ToArray()),
            new("errors", rows.Select(row => ApiJson.Write(row.Errors)).ToArray()),
        ]);
    }

    public static Task<List<ImportReject>> AfterAsync(Session session, Import import, long row, int limit) =>
        session.QueryAsync<ImportReject>(
            """
            SELECT row_number, cells, errors FROM import_rejects
            WHERE workspace_id = @WorkspaceId AND import_id = @Id AND row_number > @row ORDER BY row_number LIMIT @limit
            """, new { import.WorkspaceId, import.Id, row, limit });

    private static string WithoutNul(string cell) => cell.Replace("\0", "", StringComparison.Ordinal);
}
