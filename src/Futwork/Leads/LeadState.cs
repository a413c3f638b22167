using Futwork.Data;

namespace Futwork.Leads;

/// <summary>A lead with what has become of it, read from what came after it.</summary>
internal sealed class LeadState
{
    /// <summary>
    /// The leads of a workspace with their state, as the table <c>s</c>. The status is the live call's; else what the outcome of the last one left;
    /// else <c>queued</c>, for as long as a call is owed.
    /// </summary>
    private const string Table =
        """
        (SELECT l.*, p.outcome, p.ended_by, coalesce(p.attempts, 0) AS attempts, w.state AS work_state, w.due_at, w.priority AS order_priority, w.expires_at AS order_expires_at,
            (SELECT c.id FROM calls c WHERE c.workspace_id = l.workspace_id AND c.lead_id = l.id AND c.ended_at IS NULL LIMIT 1) AS live_call_id,
            coalesce(
                (SELECT c.status FROM calls c WHERE c.workspace_id = l.workspace_id AND c.lead_id = l.id AND c.ended_at IS NULL LIMIT 1),
                CASE WHEN w.state = 'done' AND coalesce(p.status, 'queued') = 'queued' THEN 'canceled' ELSE coalesce(p.status, 'queued') END) AS status
        FROM leads l
        LEFT JOIN work w ON w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id
        LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id) s
        """;

    public const string Select = $"SELECT * FROM {Table} WHERE s.workspace_id = @WorkspaceId";

    public string WorkspaceId { get; init; } = "";

    public string CampaignId { get; init; } = "";

    public string Id { get; init; } = "";

    public string? ExternalId { get; init; }

    public string PhoneSent { get; init; } = "";

    public string Phone { get; init; } = "";

    public string RecipientData { get; init; } = "";

    public long CreatedAt { get; init; }

    public string? RedialOf { get; init; }

    public long Priority { get; init; }

    public long? NotBefore { get; init; }

    public long? ExpiresAt { get; init; }

    public string Status { get; init; } = "";

    public string? Outcome { get; init; }

    public long Attempts { get; init; }

    /// <summary>Why no call is owed any more, where no call decided it; see <see cref="Outcomes.LeadEnd"/>.</summary>
    public string? EndedBy { get; init; }

    public string? LiveCallId { get; init; }

    public string? WorkState { get; init; }

    public long? DueAt { get; init; }

    /// <summary>That of the call that is owed; see <see cref="Queue.NewWork.Priority"/>.</summary>
    public long? OrderPriority { get; init; }

    /// <summary>From then on the call is not owed any more: the lead's own end, unless it was chosen to be called once more, or a call was promised for after it.</summary>
    public long? OrderExpiresAt { get; init; }

    /// <summary>A call is owed and nobody is making it.</summary>
    public bool IsWaiting => WorkState == "ready";

    public static Task<LeadState?> FindAsync(Session session, string workspaceId, string id) =>
        session.FirstOrDefaultAsync<LeadState>($"{Select} AND s.id = @id", new { WorkspaceId = workspaceId, id });
}
