using System.Collections.Concurrent;
using System.Text.Json;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;

namespace Futwork.Agents;

/// <summary>
/// The definitions of agents, their secrets open. Where the key that one was sealed with is lost, it stays sealed until it is entered anew. A version never changes, so each is read once per node.
/// </summary>
internal sealed class AgentVersions(SecretFields secrets)
{
    // A definition is some kilobytes: this many are a few megabytes, and more than a node talks with at once.
    private const int MostKept = 1000;
    private readonly ConcurrentDictionary<(string WorkspaceId, string AgentId, long Version), Kept> _kept = new();

    /// <summary>The definition, for those who look at it or change it; null when the workspace has no such agent or version.</summary>
    public async Task<AgentDefinition?> FindAsync(Session session, string workspaceId, string agentId, long version) =>
        (await KeptAsync(session, workspaceId, agentId, version))?.Definition;

    /// <summary>As <see cref="FindAsync"/>, for those who use its secrets.</summary>
    /// <exception cref="LostSecretException">One of them does not open.</exception>
    public async Task<AgentDefinition?> OpenAsync(Session session, string workspaceId, string agentId, long version)
    {
        var kept = await KeptAsync(session, workspaceId, agentId, version);
        return kept is { Lost.Count: > 0 } ? throw new LostSecretException($"What agent {agentId} keeps secret at {string.Join(", ", kept.Lost)}") : kept?.Definition;
    }

    public AgentDefinition Read(AgentVersion row) =>
        secrets.OpenOrKeep(row.WorkspaceId, row.Definition).Deserialize<AgentDefinition>(ApiJson.Options)!;

    /// <summary>JSON pointers, from the top of the agent, to those of its secrets that do not open.</summary>
    public List<string> Lost(string workspaceId, AgentDefinition definition) =>
        secrets.Lost(workspaceId, JsonSerializer.SerializeToElement(definition, ApiJson.Options)).ConvertAll(pointer => $"/definition{pointer}");

    /// <summary>A version to be stored.</summary>
    public AgentVersion Write(Agent agent, AgentDefinition definition, long now) => new()
    {
        WorkspaceId = agent.WorkspaceId,
        AgentId = agent.Id,
        Version = agent.CurrentVersion,
        Definition = secrets.Seal(agent.WorkspaceId, JsonSerializer.SerializeToElement(definition, ApiJson.Options)),
        CreatedAt = now,
    };

    private async Task<Kept?> KeptAsync(Session session, string workspaceId, string agentId, long version)
    {
        if (_kept.TryGetValue((workspaceId, agentId, version), out var kept))
            return kept;
        if (await AgentVersion.FindAsync(session, workspaceId, agentId, version) is not { } row)
            return null;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        var definition = Read(row);
        return _kept[(workspaceId, agentId, version)] = new Kept(definition, Lost(workspaceId, definition));
    }

    /// <param name="Definition">As it is read.</param>
    /// <param name="Lost">What of it is <see cref="AgentVersions.Lost"/>.</param>
    private sealed record Kept(AgentDefinition Definition, List<string> Lost);
}
