using Futwork.Data;

namespace Futwork.Agents;

/// <summary>An agent: a name, and versions of what it is, of which one is current.</summary>
internal sealed class Agent
{
    public string WorkspaceId { get; init; } = "";

    public string Id { get; init; } = "";

    public string Name { get; set; } = "";

    public long CurrentVersion { get; set; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long? ArchivedAt { get; set; }

    public static Task<Agent?> FindAsync(Session session, string workspaceId, string id, bool forUpdate = false) =>
        session.FirstOrDefaultAsync<Agent>(
            "SELECT * FROM agents WHERE workspace_id = @workspaceId AND id = @id" + (forUpdate ? session.ForUpdate : ""), new { workspaceId, id });

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO agents (workspace_id, id, name, current_version, created_at, updated_at)
        VALUES (@WorkspaceId, @Id, @Name, @CurrentVersion, @CreatedAt, @UpdatedAt)
        """, this);

    public Task UpdateAsync(Session session) => session.ExecuteAsync(
        """
        UPDATE agents SET name = @Name, current_version = @CurrentVersion, updated_at = @UpdatedAt, archived_at = @ArchivedAt
        WHERE workspace_id = @WorkspaceId AND id = @Id
        """, this);
}
