using Futwork.Data;

namespace Futwork.Leads;

/// <summary>A call, as far as the lead's history tells of it.</summary>
internal sealed class LeadCall
{
    public string Id { get; init; } = "";

    public long Attempt { get; init; }

    public string Status { get; init; } = "";

    public string? Outcome { get; init; }

    public string? Disposition { get; init; }

    public string? HangupBy { get; init; }

    public string? HangupReason { get; init; }

    public long CreatedAt { get; init; }

    public long? AnsweredAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>JSON: which rules allowed it; null for a call that came in.</summary>
    public string? DialDecision { get; init; }

    /// <summary>JSON: what the client's server said before it; null when it was not asked.</summary>
    public string? PreDial { get; init; }

    /// <summary>JSON: when the attempt after it was planned for and why; null where the retry's gap alone decided.</summary>
    public string? RetryPlan { get; init; }

    public static Task<List<LeadCall>> OfAsync(Session session, string workspaceId, string leadId) =>
        session.QueryAsync<LeadCall>(
            """
            SELECT id, attempt, status, outcome, disposition, hangup_by, hangup_reason, created_at, answered_at, ended_at, dial_decision, pre_dial, retry_plan
            FROM calls WHERE workspace_id = @workspaceId AND lead_id = @leadId ORDER BY created_at, id
            """, new { workspaceId, leadId });
}
