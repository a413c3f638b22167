using System.Collections.Concurrent;

namespace Futwork.Calls;

/// <summary>
/// The trunks whose places in time are given out as far ahead as they are given. Nobody need look at them for a while: at a hundred calls a second, of which each that ends
/// lets the pump look, this node would do little else, and hold the trunk against others.
/// </summary>
internal sealed class FullTrunks(CallsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string WorkspaceId, string TrunkId), DateTimeOffset> _until = new();

    /// <summary>All places of the trunk are given out.</summary>
    public void Add(string workspaceId, string trunkId) => _until[(workspaceId, trunkId)] = time.GetUtcNow() + options.Ahead / 10;

    /// <summary>They were, a moment ago.</summary>
    public bool Contains(string workspaceId, string trunkId) =>
        _until.TryGetValue((workspaceId, trunkId), out var until) && time.GetUtcNow() < until;
}
