using System.Net;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Where a call that came in belongs: the trunk that it may come over, and the campaign that answers its number.</summary>
internal sealed record InboundRoute(string WorkspaceId, string TrunkId, string CampaignId)
{
    /// <summary>Finds it by the number called and the address that the call came from.</summary>
    /// <param name="database">Has the numbers.</param>
    /// <param name="callers">Knows from where each trunk takes calls.</param>
    /// <param name="number">The number called, as the carrier names it.</param>
    /// <param name="source">Where the call came from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The route, or how to refuse: 404 for a number that nobody answers, 403 for one that may not be called from there.</returns>
    public static async Task<(InboundRoute? Route, int Refusal)> FindAsync(
        Database database, KnownCallers callers, string number, IPAddress source, CancellationToken cancellationToken)
    {
        var candidates = await database.ReadAsync(session => session.QueryAsync<Candidate>(
            """
            SELECT n.workspace_id, n.trunk_id, n.campaign_id, t.settings, t.inbound FROM trunk_numbers n
            JOIN trunks t ON t.workspace_id = n.workspace_id AND t.id = n.trunk_id
            WHERE n.digits = @digits AND t.archived_at IS NULL ORDER BY n.workspace_id, n.trunk_id
            """, new { digits = InboundNumber.DigitsOf(number) }), cancellationToken);
        foreach (var candidate in candidates)
        {
            if (await callers.AllowsAsync((candidate.WorkspaceId, candidate.TrunkId, candidate.Settings, candidate.Inbound), source, cancellationToken))
                return (new InboundRoute(candidate.WorkspaceId, candidate.TrunkId, candidate.CampaignId), 0);
        }

        return (null, candidates.Count == 0 ? 404 : 403);
    }

    private sealed record Candidate
    {
        public string WorkspaceId { get; init; } = "";

        public string TrunkId { get; init; } = "";

        public string CampaignId { get; init; } = "";

        public string Settings { get; init; } = "";

        public string Inbound { get; init; } = "";
    }
}
