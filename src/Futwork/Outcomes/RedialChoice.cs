using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>A lead that was chosen to be called once more, with what may stand in the way.</summary>
internal sealed record RedialCandidate
{
    public string Id { get; init; } = "";

    public string Phone { get; init; } = "";

    /// <summary>It is not called before this, unix milliseconds.</summary>
    public long? NotBefore { get; init; }

    /// <summary>It was owed a call before; who called in by themselves was not.</summary>
    public bool HasWork { get; init; }

    /// <summary>A call is owed to it, or it is in one.</summary>
    public bool Waits { get; init; }

    /// <summary>A call is owed to another lead of the same number, where it is to be called.</summary>
    public bool OtherWaits { get; init; }

    public bool Suppressed { get; init; }

    /// <summary>It was brought there before.</summary>
    public bool IsThere { get; init; }

    /// <summary>The next leads of a campaign that fit a request, in the order of their ids. Who called in without a number that can be dialled is none of them.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="campaign">Whose leads.</param>
    /// <param name="into">The campaign that calls them: its own, or another one.</param>
    /// <param name="wanted">Which.</param>
    /// <param name="after">The last lead that was looked at.</param>
    /// <param name="most">How many.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static Task<List<RedialCandidate>> FindAsync(
        Session session, Campaign campaign, string into, RedialRequest wanted, string after, int most, long now)
    {
        var conditions =
            (wanted.Outcomes is null ? "" : $" AND {session.Among("p.outcome", "outcomes")}")
            + (wanted.Dispositions is null ? "" : $" AND {session.Among("c.disposition", "dispositions")}")
            + (wanted.LeadIds is null ? "" : $" AND {session.Among("p.lead_id", "leadIds")}");
        return session.QueryAsync<RedialCandidate>(
            $"""
            SELECT l.id, l.phone, l.not_before, w.id IS NOT NULL AS has_work,
                coalesce(w.state, 'done') <> 'done' OR EXISTS (
                    SELECT 1 FROM calls up WHERE up.workspace_id = l.workspace_id AND up.lead_id = l.id AND up.ended_at IS NULL) AS waits,
                EXISTS (SELECT 1 FROM leads o JOIN work ow ON ow.workspace_id = o.workspace_id AND ow.kind = 'dial' AND ow.subject_id = o.id
                    WHERE o.workspace_id = l.workspace_id AND o.phone = l.phone AND o.campaign_id = @into AND o.id <> l.id AND ow.state <> 'done') AS other_waits,
                EXISTS (SELECT 1 FROM leads r WHERE r.workspace_id = l.workspace_id AND r.campaign_id = @into AND r.redial_of = l.id) AS is_there,
                {Suppression.OfLead} AS suppressed
            FROM lead_progress p
            JOIN leads l ON l.workspace_id = p.workspace_id AND l.id = p.lead_id
            LEFT JOIN work w ON w.workspace_id = p.workspace_id AND w.kind = 'dial' AND w.subject_id = p.lead_id
            LEFT JOIN calls c ON c.workspace_id = p.workspace_id AND c.id = p.last_call_id
            WHERE p.workspace_id = @WorkspaceId AND p.campaign_id = @Id AND p.lead_id > @after AND l.phone LIKE '+%'{conditions}
            ORDER BY p.lead_id LIMIT @most
            """,
            new
            {
                campaign.WorkspaceId,
                campaign.Id,
                into,
                after,
                outcomes = wanted.Outcomes?.ToArray(),
                dispositions = wanted.Dispositions?.ToArray(),
                leadIds = wanted.LeadIds?.ToArray(),
                now,
                most,
            });
    }
}
