using Futwork.Accounts;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Places that the calls of a workspace hold, from the claim until their end is written: counted from their rows, so that none can be lost. A call that is handed over through us holds two.
/// </summary>
/// <param name="ByTrunk">Those over each trunk.</param>
/// <param name="ByCampaign">Those of each campaign, over whatever trunk.</param>
/// <param name="Dialling">The campaigns that have dialled any of them.</param>
internal sealed record OpenCalls(IReadOnlyDictionary<string, int> ByTrunk, IReadOnlyDictionary<string, int> ByCampaign, IReadOnlySet<string> Dialling)
{
    /// <summary>SQL: the numbers of the people of a workspace who called us and are still on the phone. As many as there are such calls, however many leads have their number.</summary>
    public const string Callers =
        """
        SELECT o.phone FROM calls u JOIN leads o ON o.workspace_id = u.workspace_id AND o.id = u.lead_id
        WHERE u.workspace_id = @WorkspaceId AND u.ended_at IS NULL AND u.direction = 'inbound'
        """;

    /// <summary>SQL: the numbers that are being called or talked to by us, of calls <c>u</c>.</summary>
    public const string Called = "SELECT u.to_number FROM calls u WHERE u.workspace_id = @WorkspaceId AND u.ended_at IS NULL AND u.direction = 'outbound'";

    /// <summary>SQL: those, the numbers that are being called or talked to for whatever lead, and those whose phone may still ring, or be off the hook, since the node of their call is gone.</summary>
    public const string OnThePhone =
        $"""
        {Callers}
        UNION ALL {Called}
        UNION ALL SELECT (SELECT o.phone FROM leads o WHERE o.workspace_id = u.workspace_id AND o.id = u.lead_id) FROM calls u
            WHERE u.workspace_id = @WorkspaceId AND u.outcome = 'interrupted' AND u.not_again_before > @now
        """;

    public int OfTrunk(string id) => ByTrunk.GetValueOrDefault(id);

    public int OfCampaign(string id) => ByCampaign.GetValueOrDefault(id);

    /// <summary>The calls that the workspace may still begin, over all its trunks.</summary>
    public int RoomOf(WorkspaceSettings workspace) => workspace.MaxConcurrentCalls is { } most ? Math.Max(0, most - ByTrunk.Values.Sum()) : int.MaxValue;

    /// <summary>The lines that a trunk has free.</summary>
    public int LinesOf(Trunk trunk) => (int)Math.Max(0, trunk.MaxCalls - OfTrunk(trunk.Id));

    /// <summary>The calls that a trunk could begin now: it has lines and places in time for them, and its line is not to be left alone.</summary>
    /// <param name="trunk">Which.</param>
    /// <param name="line">How its line does.</param>
    /// <param name="pace">Its places in time.</param>
    /// <param name="ahead">How far ahead they are given.</param>
    /// <param name="now">Unix milliseconds.</param>
    public int RoomOf(Trunk trunk, TrunkLine line, DialPace pace, TimeSpan ahead, long now) =>
        Math.Min(Math.Min(LinesOf(trunk), line.Most(now)), pace.Within(ahead));

    public static async Task<OpenCalls> CountAsync(Session session, string workspaceId)
    {
        var rows = await session.QueryAsync<(string Trunk, string Campaign, long Count, long Dialled)>(
            """
            SELECT trunk_id, campaign_id, CAST(sum(legs) AS bigint), count(*) FILTER (WHERE direction = 'outbound') FROM calls
            WHERE workspace_id = @workspaceId AND ended_at IS NULL
            GROUP BY trunk_id, campaign_id
            """, new { workspaceId });
        return new OpenCalls(
            Sum(rows.Select(row => (row.Trunk, row.Count))),
            Sum(rows.Select(row => (row.Campaign, row.Count))),
            rows.Where(row => row.Dialled > 0).Select(row => row.Campaign).ToHashSet(StringComparer.Ordinal));
    }

    private static Dictionary<string, int> Sum(IEnumerable<(string Whose, long Count)> rows) =>
        rows.GroupBy(row => row.Whose, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (int)group.Sum(row => row.Count), StringComparer.Ordinal);
}
