using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>What the calls of a lead have come to since it was last chosen to be called, the one included that has just ended.</summary>
internal sealed class Tried
{
    /// <summary>Attempts that may have rung and came to the same outcome.</summary>
    public long Alike { get; init; }

    /// <summary>Calls that broke, or were called off, before the carrier heard of them. What the client's server forbade is not among them.</summary>
    public long NeverLeft { get; init; }

    /// <summary>Calls that failed by the line's fault before anything rang.</summary>
    public long ByTrunk { get; init; }

    /// <summary>How often the person asked to be called back.</summary>
    public long Callbacks { get; init; }

    /// <param name="outcome">The outcome of the call that has just ended.</param>
    public static async Task<Tried> ReadAsync(Session session, LeadProgress progress, string outcome) =>
        (await session.FirstOrDefaultAsync<Tried>(
            """
            SELECT count(*) FILTER (WHERE unheard = 0 AND outcome = @outcome AND direction = @Outbound) AS alike,
                count(*) FILTER (WHERE unheard = 1 AND coalesce(trunk_fault, 0) = 0 AND coalesce(hangup_reason, '') <> @Vetoed) AS never_left,
                count(*) FILTER (WHERE unheard = 1 AND trunk_fault = 1) AS by_trunk,
                count(*) FILTER (WHERE callback IS NOT NULL) AS callbacks
            FROM calls WHERE workspace_id = @WorkspaceId AND lead_id = @LeadId AND created_at >= @since
            """,
            new { progress.WorkspaceId, progress.LeadId, outcome, CallDirection.Outbound, HangupReason.Vetoed, since = progress.ReopenedAt ?? 0 }))!;
}
