using Futwork.Data;

namespace Futwork.Calls;

/// <summary>Campaigns that have people to call, dial nobody, and have not for longer than <see cref="Shares.Patience"/>.</summary>
internal static class Starving
{
    /// <summary>Since when each of these has dialled nobody, unix milliseconds; those that dial now, or did so just before, are left out.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="workspaceId">Whose campaigns.</param>
    /// <param name="campaigns">Those that have people to call.</param>
    /// <param name="open">The open calls of the workspace.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static async Task<Dictionary<string, long?>> SinceAsync(Session session, string workspaceId, IReadOnlyList<string> campaigns, OpenCalls open, long now)
    {
        var patience = now - Shares.Patience;
        var last = await session.QueryAsync<(string Campaign, long At)>(
            $"""
            SELECT id, coalesce((SELECT created_at FROM calls k WHERE k.workspace_id = c.workspace_id AND k.campaign_id = c.id
                AND k.direction = 'outbound' AND k.created_at > @longAgo ORDER BY k.created_at DESC LIMIT 1), 0)
            FROM campaigns c WHERE c.workspace_id = @workspaceId AND {session.Among("c.id", "ids")}
            """, new { workspaceId, ids = campaigns.ToArray(), longAgo = patience - Shares.Memory });
        return last.Where(row => row.At < patience && !open.Dialling.Contains(row.Campaign))
            .ToDictionary(row => row.Campaign, row => (long?)row.At, StringComparer.Ordinal);
    }
}
