using System.Collections.Concurrent;

namespace Futwork.Calls;

/// <summary>
/// The trunks whose places in time are given out as far ahead as they are given. Nobody need look at them for a while: at a hundred calls a second, of which each that ends
/// lets the pump look, this node would do little else, and hold the trunk against others.
/// </summary>
internal sealed class FullTrunks(CallsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string WorkspaceId, string TrunkId), long> _since = new();

    /// <summary>All places of the trunk are given out.</summary>
    public void Add(string workspaceId, string trunkId) => _since[(workspaceId, trunkId)] = time.GetTimestamp();

    /// <summary>They were, a moment ago.</summary>
    public bool Contains(string workspaceId, string trunkId) =>
        _since.TryGetValue((workspaceId, trunkId), out var since) && time.GetElapsedTime(since) < options.Ahead / 10;
}
