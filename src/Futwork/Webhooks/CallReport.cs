using Futwork.Data;

namespace Futwork.Webhooks;

/// <summary>All that a webhook tells about a call, as the database holds it at this moment.</summary>
internal sealed record CallReport
{
    private const string Select =
        """
        SELECT c.workspace_id, c.id AS call_sid, c.lead_id, c.campaign_id, c.agent_id, c.status, c.direction, c.duration_ms, c.to_number,
            c.from_number, c.recording, t.hosted, c.provider_call_id, t.provider, c.hangup_by, c.hangup_reason, c.hangup_code,
            l.phone AS recipient_phone_number, l.recipient_data, c.transcript AS transcript_lines, c.disposition, c.extracted_data
        FROM calls c
        JOIN leads l ON l.workspace_id = c.workspace_id AND l.id = c.lead_id
        JOIN trunks t ON t.workspace_id = c.workspace_id AND t.id = c.trunk_id
        WHERE c.workspace_id = @workspaceId AND c.id = @callSid
        """;

    /// <summary>A lead that was not called: its campaign's line is the one it would have been called over.</summary>
    private const string SelectUncalled =
        """
        SELECT l.workspace_id, '' AS call_sid, l.id AS lead_id, l.campaign_id, c.agent_id, @Canceled AS status, @Outbound AS direction, l.phone AS to_number,
            '' AS from_number, t.hosted, t.provider, l.phone AS recipient_phone_number, l.recipient_data
        FROM leads l
        JOIN campaigns c ON c.workspace_id = l.workspace_id AND c.id = l.campaign_id
        JOIN trunks t ON t.workspace_id = c.workspace_id AND t.id = c.trunk_id
        WHERE l.workspace_id = @workspaceId
        """;

    public required string WorkspaceId { get; init; }

    public required string CallSid { get; init; }

    public required string LeadId { get; init; }

    public required string CampaignId { get; init; }

    public required string AgentId { get; init; }

    public required string Status { get; init; }

    public required string Direction { get; init; }

    public long? DurationMs { get; init; }

    public required string ToNumber { get; init; }

    public required string FromNumber { get; init; }

    /// <summary>Path below the data folder; null when nothing was recorded.</summary>
    public string? Recording { get; init; }

    public bool Hosted { get; init; }

    public string? ProviderCallId { get; init; }

    public required string Provider { get; init; }

    public string? HangupBy { get; init; }

    public string? HangupReason { get; init; }

    public long? HangupCode { get; init; }

    /// <summary>The lead's number, E.164.</summary>
    public required string RecipientPhoneNumber { get; init; }

    /// <summary>The lead's data, exactly as the client sent it.</summary>
    public required string RecipientData { get; init; }

    /// <summary>JSON lines, see <see cref="Transcript"/>.</summary>
    public string? TranscriptLines { get; init; }

    public string? Disposition { get; init; }

    /// <summary>A JSON object.</summary>
    public string? ExtractedData { get; init; }

    /// <summary>What is told of leads that end without a call; each needs a callSid yet.</summary>
    public static Task<List<CallReport>> ReadUncalledAsync(Session session, string workspaceId, IReadOnlyList<string> leadIds) =>
        session.QueryAsync<CallReport>(
            $"{SelectUncalled} AND {session.Among("l.id", "leadIds")} ORDER BY l.id",
            new { workspaceId, leadIds = leadIds.ToArray(), CallStatus.Canceled, CallDirection.Outbound });

    /// <summary>Reads it, inside the transaction that changed the call.</summary>
    public static async Task<CallReport> ReadAsync(Session session, string workspaceId, string callSid) =>
        await session.FirstOrDefaultAsync<CallReport>(Select, new { workspaceId, callSid })
        ?? throw new InvalidOperationException("A webhook was asked for a call that does not exist.");
}
