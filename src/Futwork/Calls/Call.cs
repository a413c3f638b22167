using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Metering;

namespace Futwork.Calls;

/// <summary>A call's row, and every transition of it. A transition that <see cref="CallStates"/> does not know writes nothing and returns false.</summary>
internal sealed class Call
{
    public string WorkspaceId { get; init; } = "";

    /// <summary>The <c>callSid</c>.</summary>
    public string Id { get; init; } = "";

    public string LeadId { get; init; } = "";

    public string CampaignId { get; init; } = "";

    public string AgentId { get; init; } = "";

    public long AgentVersion { get; init; }

    public string TrunkId { get; init; } = "";

    public long Attempt { get; init; }

    public string Direction { get; init; } = "";

    public string Status { get; init; } = "";

    public string ToNumber { get; init; } = "";

    public string FromNumber { get; init; } = "";

    public string? ProviderCallId { get; init; }

    public long CreatedAt { get; init; }

    public long? RingingAt { get; init; }

    public long? AnsweredAt { get; init; }

    public long? EndedAt { get; init; }

    public long? DurationMs { get; init; }

    public string? Outcome { get; init; }

    public string? HangupBy { get; init; }

    public string? HangupReason { get; init; }

    public long? HangupCode { get; init; }

    /// <summary>JSON lines, see <see cref="Webhooks.Transcript"/>.</summary>
    public string? Transcript { get; init; }

    public string? Disposition { get; init; }

    public string? ExtractedData { get; init; }

    public string? AnsweredBy { get; init; }

    public double? AnsweredByConfidence { get; init; }

    /// <summary>Path below the data folder.</summary>
    public string? Recording { get; init; }

    public string? Metrics { get; init; }

    public string? Usage { get; init; }

    /// <summary>See <see cref="Findings"/>.</summary>
    public string? Analysis { get; init; }

    /// <summary>The tools that a model called, a JSON array.</summary>
    public string? ToolCalls { get; init; }

    /// <summary>Why it was allowed to be dialled, JSON; see <see cref="Consent.DialDecision"/>.</summary>
    public string? DialDecision { get; init; }

    /// <summary>What the client's server said before the dial, JSON; see <see cref="PreDialDecision"/>.</summary>
    public string? PreDial { get; init; }

    /// <summary>When the attempt after it was planned for, JSON; see <see cref="Outcomes.RetryPlan"/>.</summary>
    public string? RetryPlan { get; init; }

    /// <summary>The call back that the person asked for, JSON.</summary>
    public string? Callback { get; init; }

    /// <param name="forUpdate">Nobody else moves it before this transaction ends.</param>
    public static Task<Call?> FindAsync(Session session, string workspaceId, string id, bool forUpdate = false) =>
        session.FirstOrDefaultAsync<Call>(
            $"SELECT * FROM calls WHERE workspace_id = @workspaceId AND id = @id{(forUpdate ? session.ForUpdate : "")}", new { workspaceId, id });

    /// <summary>New calls, claimed and not yet dialled.</summary>
    public static Task QueueAsync(Session session, IReadOnlyList<CallOrder> orders, string node, long now) =>
        InsertAsync(session, orders, CallStatus.Queued, null, node, now);

    /// <summary>A call that comes in: it rings already.</summary>
    public static Task ArriveAsync(Session session, CallOrder order, string providerCallId, string node, long now) =>
        InsertAsync(session, [order], CallStatus.Ringing, providerCallId, node, now);

    /// <summary>Calls leave at other places in time than was written.</summary>
    public static Task DialAtAsync(Session session, string workspaceId, IReadOnlyList<(string Id, DateTimeOffset At)> calls) =>
        session.UpdateAsync("calls", "dial_at = place",
        [
            new("workspace", calls.Select(_ => workspaceId).ToArray()),
            new("call", calls.Select(call => call.Id).ToArray()),
            new("place", calls.Select(call => call.At.ToUnixTimeMilliseconds()).ToArray()),
        ], ("id", "call"), "workspace_id = workspace", "id");

    private static async Task InsertAsync(Session session, IReadOnlyList<CallOrder> orders, string status, string? providerCallId, string node, long now)
    {
        T[] Each<T>(Func<CallOrder, T> of) => [.. orders.Select(of)];
        Column Text(string name, Func<CallOrder, string?> of) => new(name, Each(of));
        Column Number(string name, Func<CallOrder, long> of) => new(name, Each(of));
        Column Perhaps(string name, Func<CallOrder, long?> of) => new(name, Each(of));

        await session.AddAsync("calls",
        [
            Text("workspace_id", order => order.WorkspaceId),
            Text("id", order => order.CallSid),
            Text("lead_id", order => order.LeadId),
            Text("campaign_id", order => order.CampaignId),
            Text("agent_id", order => order.AgentId),
            Number("agent_version", order => order.AgentVersion),
            Text("trunk_id", order => order.TrunkId),
            Text("work_id", order => order.Claim.Id),
            Number("fence", order => order.Claim.Fence),
            Text("node", _ => node),
            Number("attempt", order => order.Attempt),
            Text("direction", order => order.IsInbound ? CallDirection.Inbound : CallDirection.Outbound),
            Text("status", _ => status),
            Text("to_number", order => order.To),
            Text("from_number", order => order.From),
            Text("provider_call_id", _ => providerCallId),
            Text("dial_decision", order => order.Decision is null ? null : ApiJson.Write(order.Decision)),
            Perhaps("dial_at", order => order.IsInbound ? null : order.DialAt.ToUnixTimeMilliseconds()),
            Perhaps("ringing_at", order => order.IsInbound ? now : null),
            Number("created_at", _ => now),
            Number("updated_at", _ => now),
        ]);
        await session.AddAsync("call_history",
        [
            Text("workspace_id", order => order.WorkspaceId),
            Text("call_id", order => order.CallSid),
            Number("seq", _ => 1),
            Number("at", _ => now),
            Text("what", _ => status),
        ]);
    }

    /// <summary>The carrier has been asked to dial.</summary>
    public static Task<bool> InitiateAsync(Session session, string workspaceId, string id, string providerCallId, long now) =>
        MoveAsync(session, workspaceId, id, CallStatus.Initiated, "provider_call_id = @providerCallId", new { providerCallId }, now);

    /// <summary>The far end alerts.</summary>
    public static Task<bool> RingAsync(Session session, string workspaceId, string id, long now) =>
        MoveAsync(session, workspaceId, id, CallStatus.Ringing, "ringing_at = @now", new { }, now);

    /// <summary>Somebody, or something, is on the line.</summary>
    public static Task<bool> AnswerAsync(Session session, string workspaceId, string id, string providerCallId, long now) =>
        MoveAsync(session, workspaceId, id, CallStatus.InProgress, "answered_at = @now, provider_call_id = @providerCallId", new { providerCallId }, now);

    /// <summary>The attempt is over.</summary>
    /// <param name="recording">Path below the data folder; null when nothing was recorded.</param>
    /// <exception cref="InvalidOperationException">It cannot end so. Nothing of the transaction may stand: a call that is settled and not ended would hold its place for ever.</exception>
    public static async Task EndAsync(Session session, string workspaceId, string id, CallEnding ending, string? recording, long now)
    {
        var ended = await MoveAsync(session, workspaceId, id, ending.Status,
            """
            ended_at = @now, outcome = @Outcome, hangup_by = @HangupBy, hangup_reason = @HangupReason, hangup_code = @HangupCode, duration_ms = @duration,
            transcript = @transcript, disposition = @Disposition, extracted_data = @ExtractedData, metrics = @Metrics, usage = @Usage, recording = @recording,
            tool_calls = @ToolCalls, callback = @Callback, answered_by = @AnsweredBy, answered_by_confidence = @AnsweredByConfidence,
            trunk_fault = @fault, trunk_rest_until = @restUntil, unheard = @unheard, not_again_before = @notAgainBefore
            """,
            new
            {
                ending.Outcome,
                ending.HangupBy,
                ending.HangupReason,
                ending.HangupCode,
                duration = (long?)ending.Duration?.TotalMilliseconds,
                transcript = ending.Answered ? Webhooks.Transcript.ToLines(ending.Transcript) : null,
                ending.Disposition,
                ending.ExtractedData,
                ending.Metrics,
                ending.Usage,
                ending.ToolCalls,
                ending.AnsweredBy,
                ending.AnsweredByConfidence,
                fault = ending.TrunkFault is { } fault ? fault ? 1L : 0L : (long?)null,
                unheard = ending.Unheard ? 1L : 0L,
                restUntil = ending.TrunkRest is { } rest ? now + (long)rest.TotalMilliseconds : (long?)null,
                notAgainBefore = ending.RetryAfter is { } pause ? now + (long)pause.TotalMilliseconds : (long?)null,
                Callback = ending.Callback is { } callback ? ApiJson.Write(callback) : null,
                recording,
            }, now);
        if (!ended)
            throw new InvalidOperationException($"Call {id} cannot become {ending.Status} from the status it has.");
        // Nobody speaks before the answer; but a node that is gone may not have come to write that there was one.
        if (ending.Answered || ending.Outcome == CallOutcome.Interrupted)
            await CallWords.DeleteAsync(session, workspaceId, id);
    }

    /// <summary>Everything that can be known of the call is.</summary>
    public Task<bool> CompleteAsync(Session session, Findings findings, long now) =>
        MoveAsync(session, WorkspaceId, Id, CallStatus.Completed,
            "disposition = @disposition, extracted_data = @fields, analysis = @analysis",
            new { disposition = findings.LabelOver(Disposition), fields = findings.FieldsOver(ExtractedData), analysis = ApiJson.Write(findings) }, now);

    /// <summary>Engines did more for it after its end.</summary>
    public async Task AddUsageAsync(Session session, IReadOnlyList<EngineUsage> more, long now)
    {
        if (more.Count == 0)
            return;
        var kept = await session.ScalarAsync<string>("SELECT usage FROM calls WHERE workspace_id = @WorkspaceId AND id = @Id" + session.ForUpdate, new { WorkspaceId, Id });
        var usage = ApiJson.Write(EngineUsage.Sum([.. kept is null ? [] : ApiJson.Read<EngineUsage[]>(kept), .. more]));
        await session.ExecuteAsync("UPDATE calls SET usage = @usage WHERE workspace_id = @WorkspaceId AND id = @Id", new { usage, WorkspaceId, Id });
        await CampaignCounters.AddAsync(session, (WorkspaceId, CampaignId), now, (CampaignCounters.CostMicros, CampaignCounters.Micros(more)));
    }

    /// <summary>Leaves word for the node that runs the call.</summary>
    public Task<int> AskHangUpAsync(Session session, long now) =>
        session.ExecuteAsync(
            "UPDATE calls SET hangup_asked_at = @now WHERE workspace_id = @WorkspaceId AND id = @Id AND ended_at IS NULL", new { now, WorkspaceId, Id });

    private static async Task<bool> MoveAsync(Session session, string workspaceId, string id, string status, string set, object values, long now)
    {
        var parameters = new Dapper.DynamicParameters(values);
        parameters.AddDynamicParams(new { workspaceId, id, status, from = CallStates.Before(status), now });
        var moved = await session.ExecuteAsync(
            $"""
            UPDATE calls SET status = @status, updated_at = @now, {set}
            WHERE workspace_id = @workspaceId AND id = @id AND {session.Among("status", "from")}
            """,
            parameters);
        if (moved == 1)
            await RecordAsync(session, workspaceId, id, status, null, now);
        return moved == 1;
    }

    private static Task<int> RecordAsync(Session session, string workspaceId, string id, string what, string? detail, long now) =>
        session.ExecuteAsync(
            """
            INSERT INTO call_history (workspace_id, call_id, seq, at, what, detail)
            SELECT @workspaceId, @id, coalesce(max(seq), 0) + 1, @now, @what, @detail
            FROM call_history WHERE workspace_id = @workspaceId AND call_id = @id
            """,
            new { workspaceId, id, what, detail, now });
}
