using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>What the calls of a lead have come to since it was last chosen to be called, the one included that has just ended.</summary>
internal sealed class Tried
{
    /// <summary>
    /// SQL: a column of the call that the person heard of last, since the lead was last chosen to be called; <c>p</c> is the lead's progress. A call of theirs on which
    /// they did not come to talk tells nothing.
    /// </summary>
    public static string LastHeard(string column) =>
        $"""
        (SELECT k.{column} FROM calls k WHERE k.workspace_id = p.workspace_id AND k.lead_id = p.lead_id AND k.unheard = 0 AND k.created_at >= coalesce(p.reopened_at, 0)
            AND k.ended_at IS NOT NULL AND (k.direction = 'outbound' OR {Talked("k")}) ORDER BY k.created_at DESC LIMIT 1)
        """;

    /// <summary>Attempts that may have rung and came to the same outcome.</summary>
    public long Alike { get; init; }

    /// <summary>Calls since the last that left which broke, or were called off, before the carrier heard of them. What the client's server forbade, or a rule that changed, is not among them.</summary>
    public long NeverLeft { get; init; }

    /// <summary>Calls that failed by the line's fault before anything rang.</summary>
    public long ByTrunk { get; init; }

    /// <summary>How often the person asked to be called back.</summary>
    public long Callbacks { get; init; }

    /// <summary>The person asked for it in the last call that they heard of.</summary>
    public bool Wished { get; init; }

    /// <summary>The person called us since the call began, and talked: the call back that they asked for then, as JSON, or an empty text. Null: they did not.</summary>
    public string? Meanwhile { get; init; }

    /// <param name="outcome">The outcome of the call that has just ended.</param>
    /// <param name="callSid">That call.</param>
    public static async Task<Tried> ReadAsync(Session session, LeadProgress progress, string outcome, string callSid) =>
        (await session.FirstOrDefaultAsync<Tried>(
            $"""
            SELECT count(*) FILTER (WHERE unheard = 0 AND outcome = @outcome AND direction = @Outbound) AS alike,
                count(*) FILTER (WHERE unheard = 1 AND coalesce(trunk_fault, 0) = 0 AND coalesce(hangup_reason, '') NOT IN (@Vetoed, @Withdrawn)
                    AND created_at > coalesce(last_left, 0)) AS never_left,
                count(*) FILTER (WHERE unheard = 1 AND trunk_fault = 1) AS by_trunk,
                count(*) FILTER (WHERE callback IS NOT NULL) AS callbacks,
                coalesce(max(created_at) FILTER (WHERE callback IS NOT NULL) = max(created_at) FILTER (WHERE unheard = 0 AND (direction = @Outbound OR {Talked("tried")})), false) AS wished,
                (SELECT coalesce(m.callback, '') FROM calls m JOIN calls mine ON mine.workspace_id = m.workspace_id AND mine.id = @callSid
                    WHERE m.workspace_id = @WorkspaceId AND m.lead_id = @LeadId AND m.direction = @Inbound AND m.ended_at IS NOT NULL AND {Talked("m")}
                        AND m.created_at >= mine.created_at ORDER BY m.created_at DESC LIMIT 1) AS meanwhile
            FROM (SELECT k.*, max(CASE WHEN unheard = 0 THEN created_at END) OVER () AS last_left FROM calls k
                WHERE workspace_id = @WorkspaceId AND lead_id = @LeadId AND created_at >= @since) tried
            """,
            new { progress.WorkspaceId, progress.LeadId, outcome, callSid, CallDirection.Inbound, CallDirection.Outbound, HangupReason.Vetoed, HangupReason.Withdrawn, since = progress.ReopenedAt ?? 0 }))!;

    /// <summary>SQL: in a call of theirs that has ended they talked with us, as <see cref="CallEnding.Talked"/> says.</summary>
    /// <param name="call">The call's alias.</param>
    public static string Talked(string call) =>
        $"""
        ({call}.callback IS NOT NULL OR ({call}.outcome IN ('human', 'voicemail') AND coalesce({call}.hangup_by, '') <> 'Error')
            OR {call}.transcript LIKE '%"speaker":"user"%')
        """;
}
