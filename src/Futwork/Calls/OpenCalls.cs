using Futwork.Accounts;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Places that calls hold, from the claim until their end is written: counted from their rows, so that none can be lost. A call that is handed over through us holds two.
/// </summary>
/// <param name="OfTrunk">Those over the trunk.</param>
/// <param name="ByCampaign">Those of each campaign, over whatever trunk.</param>
/// <param name="Dialling">The campaigns that have dialled any of them.</param>
internal sealed record OpenCalls(int OfTrunk, IReadOnlyDictionary<string, int> ByCampaign, IReadOnlySet<string> Dialling)
{
    /// <summary>SQL: the numbers of the people of a workspace who called us and are still on the phone. As many as there are such calls, however many leads have their number.</summary>
    public const string Callers =
        """
        SELECT o.phone FROM calls u JOIN leads o ON o.workspace_id = u.workspace_id AND o.id = u.lead_id
        WHERE u.workspace_id = @WorkspaceId AND u.ended_at IS NULL AND u.direction = 'inbound'
        """;

    /// <summary>SQL: those, and the numbers that are being called or talked to for whatever lead.</summary>
    public const string OnThePhone =
        $"""
        {Callers}
        UNION ALL SELECT u.to_number FROM calls u WHERE u.workspace_id = @WorkspaceId AND u.ended_at IS NULL AND u.direction = 'outbound'
        """;

    public int OfCampaign(string id) => ByCampaign.GetValueOrDefault(id);

    public static async Task<OpenCalls> CountAsync(Session session, Trunk trunk)
    {
        var rows = await session.QueryAsync<(string Trunk, string Campaign, long Count, long Dialled)>(
            """
            SELECT trunk_id, campaign_id, CAST(sum(legs) AS bigint), count(*) FILTER (WHERE direction = 'outbound') FROM calls
            WHERE workspace_id = @WorkspaceId AND ended_at IS NULL
                AND (trunk_id = @Id OR campaign_id IN (SELECT id FROM campaigns WHERE workspace_id = @WorkspaceId AND trunk_id = @Id))
            GROUP BY trunk_id, campaign_id
            """, trunk);
        return new OpenCalls(
            (int)rows.Where(row => row.Trunk == trunk.Id).Sum(row => row.Count),
            rows.GroupBy(row => row.Campaign, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (int)group.Sum(row => row.Count), StringComparer.Ordinal),
            rows.Where(row => row.Dialled > 0).Select(row => row.Campaign).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The calls that a workspace may still begin, over all its trunks.</summary>
    public static async Task<int> RoomAsync(Session session, string workspaceId, WorkspaceSettings workspace)
    {
        if (workspace.MaxConcurrentCalls is not { } most)
            return int.MaxValue;
        return (int)Math.Max(0, most - await OfWorkspaceAsync(session, workspaceId));
    }

    private static Task<long> OfWorkspaceAsync(Session session, string workspaceId) =>
        session.ScalarAsync<long>("SELECT CAST(coalesce(sum(legs), 0) AS bigint) FROM calls WHERE workspace_id = @workspaceId AND ended_at IS NULL", new { workspaceId });
}
