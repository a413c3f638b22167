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
        ReadAsync(session, workspaceId, id, forUpdate ? session.ForUpdate : "");

    /// <summary>Reads an agent that a campaign is to go by: who changes or archives it is waited for, and waits until the transaction ends.</summary>
    public static Task<Agent?> HoldAsync(Session session, string workspaceId, string id) => ReadAsync(session, workspaceId, id, session.ForKeyShare);

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

    private static Task<Agent?> ReadAsync(Session session, string workspaceId, string id, string locking) =>
        session.FirstOrDefaultAsync<Agent>($"SELECT * FROM agents WHERE workspace_id = @workspaceId AND id = @id{locking}", new { workspaceId, id });
}
