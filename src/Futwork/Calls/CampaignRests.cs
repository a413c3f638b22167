using System.Collections.Concurrent;

namespace Futwork.Calls;

/// <summary>
/// Campaigns whose calls this node could not make when it last tried: their agent's engines did not answer, or something of its own was missing. It leaves each alone for a while, so that
/// other nodes take its leads, and longer each time that it breaks again.
/// </summary>
internal sealed class CampaignRests(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Rest> _rests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _workedAt = new(StringComparer.Ordinal);

    /// <summary>It is left alone for now.</summary>
    public bool Holds(string campaignId) => _rests.TryGetValue(campaignId, out var rest) && time.GetUtcNow() < rest.Until;

    /// <summary>No call of it came about here since the last one broke: the next one makes sure that its agent can speak before it leaves.</summary>
    public bool IsInDoubt(string campaignId) => _rests.ContainsKey(campaignId);

    /// <summary>A call of it broke on this side. Those that do so at the same time count once, and none when another came about meanwhile: then it is that call's own fault.</summary>
    /// <param name="campaignId">Whose.</param>
    /// <param name="begun">Our timestamp of when that call began.</param>
    public void Broke(string campaignId, long begun)
    {
        if (_workedAt.TryGetValue(campaignId, out var worked) && worked >= begun)
            return;
        _rests.AddOrUpdate(campaignId, _ => Until(Shortest), (_, rest) =>
            time.GetUtcNow() < rest.Until ? rest : Until(rest.Length * 2 < Longest ? rest.Length * 2 : Longest));
    }

    /// <summary>A call of it came about.</summary>
    public void Worked(string campaignId)
    {
        _workedAt[campaignId] = time.GetTimestamp();
        _rests.TryRemove(campaignId, out _);
    }

    private Rest Until(TimeSpan length) => new(time.GetUtcNow() + length, length);

    private sealed record Rest(DateTimeOffset Until, TimeSpan Length);
}
