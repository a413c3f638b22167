using System.Collections.Concurrent;

namespace Futwork.Calls;

/// <summary>
/// The trunks whose places in time are given out as far ahead as they are given. Nobody need look at them for a while: at a hundred calls a second, of which each that ends
/// lets the pump look, this node would do little else, and hold the trunk against others. Whose workspace has all the calls that it may have is known here too: a call that ends makes room for
/// those of its other trunks.
/// </summary>
internal sealed class FullTrunks(CallsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string WorkspaceId, string TrunkId), long> _since = new();
    private readonly ConcurrentDictionary<string, bool> _isAtLimit = new(StringComparer.Ordinal);

    /// <summary>All places of the trunk are given out.</summary>
    public void Add(string workspaceId, string trunkId) => _since[(workspaceId, trunkId)] = time.GetTimestamp();

    /// <summary>They were, a moment ago.</summary>
    public bool Contains(string workspaceId, string trunkId) =>
        _since.TryGetValue((workspaceId, trunkId), out var since) && time.GetElapsedTime(since) < options.Ahead / 10;

    /// <summary>What a round has found: whether the workspace has as many calls as it may have, over all its trunks.</summary>
    public void Saw(string workspaceId, bool isAtLimit) => _isAtLimit[workspaceId] = isAtLimit;

    /// <summary>When a call of the trunk ends, another may begin: over this trunk, or over one that the workspace's limit kept from calling.</summary>
    public bool LetsFollow(string workspaceId, string trunkId) => !Contains(workspaceId, trunkId) || _isAtLimit.GetValueOrDefault(workspaceId);
}
