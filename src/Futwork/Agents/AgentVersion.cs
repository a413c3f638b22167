using Futwork.Data;

namespace Futwork.Agents;

/// <summary>What an agent was from one change to the next. Never changed once written.</summary>
internal sealed class AgentVersion
{
    public string WorkspaceId { get; init; } = "";

    public string AgentId { get; init; } = "";

    public long Version { get; init; }

    /// <summary>The definition as JSON, its secrets sealed.</summary>
    public string Definition { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public static Task<AgentVersion?> FindAsync(Session session, string workspaceId, string agentId, long version) =>
        session.FirstOrDefaultAsync<AgentVersion>(
            "SELECT * FROM agent_versions WHERE workspace_id = @workspaceId AND agent_id = @agentId AND version = @version",
            new { workspaceId, agentId, version });

    public Task InsertAsync(Session session) => session.ExecuteAsync(
        """
        INSERT INTO agent_versions (workspace_id, agent_id, version, definition, created_at)
        VALUES (@WorkspaceId, @AgentId, @Version, @Definition, @CreatedAt)
        """, this);
}
