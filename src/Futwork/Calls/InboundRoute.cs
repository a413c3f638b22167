using System.Net;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Where a call that came in belongs: the trunk that it may come over, and the campaign that answers its number.</summary>
internal sealed record InboundRoute(string WorkspaceId, string TrunkId, string CampaignId)
{
    /// <summary>Finds it by the number called and the address that the call came from.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="secrets">Opens the trunks' settings.</param>
    /// <param name="number">The number called, as the carrier names it.</param>
    /// <param name="source">Where the call came from.</param>
    /// <returns>The route, or how to refuse: 404 for a number that nobody answers, 403 for one that may not be called from there.</returns>
    public static async Task<(InboundRoute? Route, int Refusal)> FindAsync(Session session, SecretFields secrets, string number, IPAddress source)
    {
        var candidates = await session.QueryAsync<Candidate>(
            """
            SELECT n.workspace_id, n.trunk_id, n.campaign_id, t.settings, t.inbound FROM trunk_numbers n
            JOIN trunks t ON t.workspace_id = n.workspace_id AND t.id = n.trunk_id
            WHERE n.digits = @digits AND t.archived_at IS NULL ORDER BY n.workspace_id, n.trunk_id
            """, new { digits = InboundNumber.DigitsOf(number) });
        foreach (var candidate in candidates)
        {
            if (await candidate.AllowsAsync(secrets, source, session.CancellationToken))
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

        public async Task<bool> AllowsAsync(SecretFields secrets, IPAddress source, CancellationToken cancellationToken) =>
            (await TrunkSources.ReadAsync(secrets, WorkspaceId, Settings, Inbound, cancellationToken)).Allow(source);
    }
}
