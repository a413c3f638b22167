using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Running campaigns that have due orders, may call somebody at this hour, and are not left alone by this node.</summary>
internal sealed class DueCampaigns(CampaignRests rests, TimeProvider time)
{
    private const string Due =
        """
        SELECT c.* FROM campaigns c WHERE c.status = 'running' AND c.archived_at IS NULL AND c.retries_from IS NULL AND EXISTS (
            SELECT 1 FROM work w WHERE w.kind = 'dial' AND w.lane = c.id AND w.state = 'ready' AND w.due_at <= @now)
        """;

    /// <summary>Those of all workspaces.</summary>
    public async Task<List<Campaign>> FindAsync(Session session) =>
        Awake(await session.QueryAsync<Campaign>(Due, new { now = time.UnixNow() }));

    /// <summary>Those of a trunk's workspace that call over other trunks.</summary>
    public async Task<List<Campaign>> OfOtherTrunksAsync(Session session, Trunk trunk) =>
        Awake(await session.QueryAsync<Campaign>(
            $"{Due} AND c.workspace_id = @WorkspaceId AND c.trunk_id <> @Id", new { now = time.UnixNow(), trunk.WorkspaceId, trunk.Id }));

    /// <summary>How many orders of each campaign of a workspace are due, counted no further than to <paramref name="most"/>.</summary>
    public async Task<Dictionary<string, int>> CountOrdersAsync(Session session, string workspaceId, IReadOnlyList<string> campaigns, int most)
    {
        var rows = await session.QueryAsync<(string Campaign, long Count)>(
            $"""
            SELECT c.id, (SELECT count(*) FROM (
                SELECT 1 FROM work w WHERE w.kind = 'dial' AND w.lane = c.id AND w.state = 'ready' AND w.due_at <= @now LIMIT @most) due)
            FROM campaigns c WHERE c.workspace_id = @workspaceId AND {session.Among("c.id", "ids")}
            """, new { workspaceId, ids = campaigns.ToArray(), now = time.UnixNow(), most });
        return rows.ToDictionary(row => row.Campaign, row => (int)row.Count, StringComparer.Ordinal);
    }

    /// <summary>They, by the trunk over which they call.</summary>
    public static (string WorkspaceId, string TrunkId, string[] Campaigns)[] ByTrunk(IEnumerable<Campaign> campaigns) =>
    [
        .. campaigns.GroupBy(campaign => (campaign.WorkspaceId, campaign.TrunkId))
            .Select(trunk => (trunk.Key.WorkspaceId, trunk.Key.TrunkId, trunk.Select(campaign => campaign.Id).ToArray())),
    ];

    private List<Campaign> Awake(List<Campaign> campaigns)
    {
        var now = time.GetUtcNow();
        return [.. campaigns.Where(campaign => !rests.Holds(campaign.Id) && !campaign.ReadSettings().Hours().IsClosedForAll(now))];
    }
}
