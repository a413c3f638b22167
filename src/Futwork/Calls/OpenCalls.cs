using Futwork.Accounts;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Calls that hold a place, from the claim until their end is written: counted from their rows, so that a place cannot be lost.</summary>
/// <param name="OfTrunk">Those over the trunk.</param>
/// <param name="ByCampaign">Those of each campaign, over whatever trunk.</param>
internal sealed record OpenCalls(int OfTrunk, IReadOnlyDictionary<string, int> ByCampaign)
{
    public int OfCampaign(string id) => ByCampaign.GetValueOrDefault(id);

    public static async Task<OpenCalls> CountAsync(Session session, Trunk trunk)
    {
        var rows = await session.QueryAsync<(string Trunk, string Campaign, long Count)>(
            """
            SELECT trunk_id, campaign_id, count(*) FROM calls
            WHERE workspace_id = @WorkspaceId AND ended_at IS NULL
                AND (trunk_id = @Id OR campaign_id IN (SELECT id FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id))
            GROUP BY trunk_id, campaign_id
            """, trunk);
        return new OpenCalls(
            (int)rows.Where(row => row.Trunk == trunk.Id).Sum(row => row.Count),
            rows.GroupBy(row => row.Campaign, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (int)group.Sum(row => row.Count), StringComparer.Ordinal));
    }

    /// <summary>The calls that a workspace may still begin, over all its trunks.</summary>
    public static async Task<int> RoomAsync(Session session, string workspaceId, WorkspaceSettings workspace)
    {
        if (workspace.MaxConcurrentCalls is not { } most)
            return int.MaxValue;
        var open = await session.ScalarAsync<long>("SELECT count(*) FROM calls WHERE workspace_id = @workspaceId AND ended_at IS NULL", new { workspaceId });
        return (int)Math.Max(0, most - open);
    }
}
