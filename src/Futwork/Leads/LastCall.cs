using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;

namespace Futwork.Leads;

/// <summary>What the last call of a lead tells of why the next one is not made yet.</summary>
internal sealed record LastCall
{
    /// <summary>The person asked to be called back.</summary>
    public bool CalledBack { get; init; }

    public string? HangupBy { get; init; }

    public string? HangupReason { get; init; }

    public long? HangupCode { get; init; }

    public long TrunkFault { get; init; }

    public long? RingingAt { get; init; }

    public string? PreDial { get; init; }

    public string? RetryPlan { get; init; }

    /// <summary>When the time of the next attempt was chosen by the hour of the day: how.</summary>
    public RetryPlan? Plan => RetryPlan is null ? null : ApiJson.Read<RetryPlan>(RetryPlan);

    /// <summary>The decision that forbade it.</summary>
    public PreDialDecision? Veto => PreDial is null || ApiJson.Read<PreDialDecision>(PreDial) is not { Allowed: false } veto ? null : veto;

    /// <summary>Null: it has had none.</summary>
    public static Task<LastCall?> FindAsync(Session session, LeadState lead) =>
        session.FirstOrDefaultAsync<LastCall>(
            """
            SELECT callback IS NOT NULL AS called_back, hangup_by, hangup_reason, hangup_code, coalesce(trunk_fault, 0) AS trunk_fault, ringing_at, pre_dial, retry_plan FROM calls
            WHERE workspace_id = @WorkspaceId AND lead_id = @Id ORDER BY created_at DESC LIMIT 1
            """, lead);
}
