using System.Text.Json;
using Futwork.Data;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>Where a call that came in belongs.</summary>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="TrunkId">The trunk that it may come over.</param>
/// <param name="CampaignId">The campaign that answers its number.</param>
/// <param name="Number">That number, as the carrier names it.</param>
internal sealed record InboundRoute(string WorkspaceId, string TrunkId, string CampaignId, string Number)
{
    /// <summary>Finds it by the number called and the address that the call came from.</summary>
    /// <param name="database">Has the numbers.</param>
    /// <param name="callers">Knows from where each trunk takes calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The route, or how to refuse: 404 for a number that nobody answers, 403 for one that may not be called from there.</returns>
    public static async Task<(InboundRoute? Route, int Refusal)> FindAsync(
        Database database, KnownCallers callers, IncomingCall call, CancellationToken cancellationToken)
    {
        string[] numbers = [.. new[] { call.To, call.CalledParty, call.Meant }.Distinct(StringComparer.Ordinal)];
        var digits = Array.ConvertAll(numbers, InboundNumber.DigitsOf);
        var candidates = await database.ReadAsync(session => session.QueryAsync<Candidate>(
            $"""
            SELECT n.workspace_id, n.trunk_id, n.campaign_id, n.digits, t.settings, t.inbound FROM trunk_numbers n
            JOIN trunks t ON t.workspace_id = n.workspace_id AND t.id = n.trunk_id
            WHERE {session.Among("n.digits", "digits")} AND t.archived_at IS NULL ORDER BY n.workspace_id, n.trunk_id
            """, new { digits }), cancellationToken);
        var refusal = 404;
        foreach (var number in numbers)
        {
            foreach (var candidate in candidates.Where(candidate => candidate.Answers(number, call)))
            {
                if (await callers.AllowsAsync((candidate.WorkspaceId, candidate.TrunkId, candidate.Settings, candidate.Inbound), call.Source.Address, cancellationToken))
                    return (new InboundRoute(candidate.WorkspaceId, candidate.TrunkId, candidate.CampaignId, number), 0);
                refusal = 403;
            }
        }

        return (null, refusal);
    }

    private sealed record Candidate
    {
        public string WorkspaceId { get; init; } = "";

        public string TrunkId { get; init; } = "";

        public string CampaignId { get; init; } = "";

        public string Digits { get; init; } = "";

        public string Settings { get; init; } = "";

        public string Inbound { get; init; } = "";

        /// <summary>
        /// Whether the call is for this number. The request's URI says which it is; what else the call says counts only where that names the user that the trunk has
        /// registered as, since a registrar puts him in the place of the number (RFC 3261 section 16.5).
        /// </summary>
        public bool Answers(string number, IncomingCall call) =>
            Digits == InboundNumber.DigitsOf(number) && (number == call.To || SipCarrier.RegisteredUser(JsonElement.Parse(Settings)) == call.To);
    }
}
