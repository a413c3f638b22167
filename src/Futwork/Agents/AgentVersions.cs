using System.Collections.Concurrent;
using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Agents;

/// <summary>The definitions of agents, ready to talk: secrets open. A version never changes, so each is read once per node.</summary>
internal sealed class AgentVersions(SecretFields secrets)
{
    // A definition is some kilobytes: this many are a few megabytes, and more than a node talks with at once.
    private const int MostKept = 1000;
    private readonly ConcurrentDictionary<(string WorkspaceId, string AgentId, long Version), AgentDefinition> _kept = new();

    /// <summary>The definition; null when the workspace has no such agent or version.</summary>
    public async Task<AgentDefinition?> FindAsync(Session session, string workspaceId, string agentId, long version)
    {
        if (_kept.TryGetValue((workspaceId, agentId, version), out var kept))
            return kept;
        if (await AgentVersion.FindAsync(session, workspaceId, agentId, version) is not { } row)
            return null;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        return _kept[(workspaceId, agentId, version)] = Read(row);
    }

    public AgentDefinition Read(AgentVersion row) =>
        secrets.Open(row.WorkspaceId, row.Definition).Deserialize<AgentDefinition>(ApiJson.Options)!;

    /// <summary>A version to be stored.</summary>
    public AgentVersion Write(Agent agent, AgentDefinition definition, long now) => new()
    {
        WorkspaceId = agent.WorkspaceId,
        AgentId = agent.Id,
        Version = agent.CurrentVersion,
        Definition = secrets.Seal(agent.WorkspaceId, JsonSerializer.SerializeToElement(definition, ApiJson.Options)),
        CreatedAt = now,
    };
}
