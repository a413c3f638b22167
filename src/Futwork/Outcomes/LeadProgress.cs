using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>
/// What has become of a lead so far. Its status is that of its last call, or <c>queued</c> while a call is still owed. A lead without a row
/// has never been called.
/// </summary>
internal sealed record LeadProgress
{
    public required string WorkspaceId { get; init; }

    public required string LeadId { get; init; }

    public required string CampaignId { get; init; }

    public string Status { get; init; } = CallStatus.Queued;

    /// <summary>Of the last call, or of the lead when it ended without one.</summary>
    public string? Outcome { get; init; }

    /// <summary>Calls that may have rung.</summary>
    public long Attempts { get; init; }

    public string? LastCallId { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>How long the person talked with us, in milliseconds.</summary>
    public long TalkMs { get; init; }

    /// <summary>Of these, before it was last chosen to be called once more.</summary>
    public long TalkMsBefore { get; init; }

    /// <summary>When a call of it first came to a label that the campaign wants, unix milliseconds.</summary>
    public long? ConvertedAt { get; init; }

    /// <summary>That was since it was last chosen to be called: before, somebody wanted it called all the same.</summary>
    public bool IsConverted => ConvertedAt is not null && !(ConvertedAt < ReopenedAt);

    /// <summary>Why no call is owed any more, where no call decided it: the name of a <see cref="LeadEnd"/>.</summary>
    public string? EndedBy { get; init; }

    /// <summary>When it was last chosen to be called once more, unix milliseconds: the campaign's retry policy counts from there.</summary>
    public long? ReopenedAt { get; init; }

    /// <summary>Calls that may have rung before that.</summary>
    public long AttemptsBefore { get; init; }

    /// <summary>Somebody cancelled the lead: no further call is owed, whatever the running one comes to.</summary>
    public bool Canceled => Status == CallStatus.Canceled && Outcome == CallOutcome.Canceled;

    public static async Task<LeadProgress> FindAsync(Session session, string workspaceId, string campaignId, string leadId) =>
        await session.FirstOrDefaultAsync<LeadProgress>(
            "SELECT * FROM lead_progress WHERE workspace_id = @workspaceId AND lead_id = @leadId" + session.ForUpdate, new { workspaceId, leadId })
        ?? new LeadProgress { WorkspaceId = workspaceId, LeadId = leadId, CampaignId = campaignId };

    public Task SaveAsync(Session session, TimeProvider time) =>
        session.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, last_call_id, ended_by, talk_ms, converted_at, updated_at)
            VALUES (@WorkspaceId, @LeadId, @CampaignId, @Status, @Outcome, @Attempts, @LastCallId, @EndedBy, @TalkMs, @ConvertedAt, @UpdatedAt)
            ON CONFLICT (workspace_id, lead_id) DO UPDATE SET status = excluded.status, outcome = excluded.outcome,
                attempts = excluded.attempts, last_call_id = excluded.last_call_id, ended_by = excluded.ended_by,
                talk_ms = excluded.talk_ms, converted_at = excluded.converted_at, updated_at = excluded.updated_at
            """,
            this with { UpdatedAt = time.UnixNow() });
}
