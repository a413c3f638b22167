using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Queue;

namespace Futwork.Calls;

/// <summary>A lead that is claimed, with what its call depends on.</summary>
internal sealed record ClaimedLead : LeadStanding
{
    public string Id { get; init; } = "";

    public string Phone { get; init; } = "";

    public string RecipientData { get; init; } = "";

    public long Attempts { get; init; }

    /// <summary>They are on the phone with us, or being called for another lead, or may still be rung by a node that is gone.</summary>
    public bool InCall { get; init; }

    /// <summary>The number that they were called from last, in whatever campaign; null where nobody asks.</summary>
    public string? CalledFrom { get; init; }

    public static async Task<Dictionary<string, ClaimedLead>> FindAsync(Session session, List<Claim> claims, bool withCalledFrom, long now)
    {
        const string CalledFromLast =
            """
            (SELECT k.from_number FROM calls k WHERE k.workspace_id = l.workspace_id AND k.to_number = l.phone AND k.dial_at IS NOT NULL AND k.unheard = 0
                ORDER BY k.dial_at DESC LIMIT 1)
            """;
        var leads = await session.QueryAsync<ClaimedLead>(
            $"""
            SELECT l.id, l.phone, l.recipient_data, coalesce(p.attempts, 0) AS attempts, {LeadStanding.Columns},
                l.phone IN ({OpenCalls.OnThePhone}) AS in_call,
                {(withCalledFrom ? CalledFromLast : "NULL")} AS called_from
            FROM leads l
            LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id
            WHERE l.workspace_id = @WorkspaceId AND {session.Among("l.id", "ids")}
            """, new { claims[0].WorkspaceId, ids = claims.Select(claim => claim.SubjectId).ToArray(), now });
        return leads.ToDictionary(lead => lead.Id, StringComparer.Ordinal);
    }
}
