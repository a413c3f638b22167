using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>
/// Plans the retries of a campaign anew that wait when its retry policy has changed: they are due by the new one, or end, as if it had held when the last attempt ended.
/// The campaign calls nobody until that is done (<see cref="Campaign.RetriesFrom"/>). It goes in portions, and any node goes on where another one stopped.
/// </summary>
internal sealed class ChangedRetries(Database database, RetryTimes retryTimes, UndialledLeads undialled, WorkSignal signal)
{
    /// <summary>The most leads in one transaction.</summary>
    public const int MostAtOnce = 500;

    /// <summary>Plans anew what is to be.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var changed = await database.ReadAsync(
            session => session.QueryAsync<(string WorkspaceId, string Id)>("SELECT workspace_id, id FROM campaigns WHERE retries_from IS NOT NULL"), cancellationToken);
        await Repetition.InTurnAsync(
            changed, one => database.WriteInPortionsAsync(session => StepAsync(session, one.WorkspaceId, one.Id), cancellationToken), cancellationToken);
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> StepAsync(Session session, string workspaceId, string id)
    {
        if (await Campaign.FindAsync(session, workspaceId, id, forUpdate: true) is not { RetriesFrom: { } from } campaign)
            return false;
        var (waiting, next) = CampaignStatus.Over.Contains(campaign.Status) ? ([], null) : await WaitingRetry.FindAsync(session, campaign, from, MostAtOnce);
        if (waiting.Count > 0)
            await PlanAsync(session, campaign, waiting);
        await session.ExecuteAsync("UPDATE campaigns SET retries_from = @next WHERE workspace_id = @workspaceId AND id = @id", new { next, workspaceId, id });
        if (next is null)
            session.AfterCommit(() => signal.Set(WorkKind.Dial));
        return next is not null;
    }

    private async Task PlanAsync(Session session, Campaign campaign, List<WaitingRetry> waiting)
    {
        var settings = campaign.ReadSettings();
        var learnt = await retryTimes.LearnAsync(session, campaign.WorkspaceId, campaign.Id, settings.Retry);
        var (over, due, plans) = (new List<WaitingRetry>(), new List<(WaitingRetry, long)>(), new List<(string, RetryPlan?)>());
        foreach (var retry in waiting)
        {
            if (NextDial.After(retry.Ending, settings.Retry, retry.Attempts, retry.Alike, neverLeft: 0) is not { } gap)
            {
                over.Add(retry);
            }
            else if (retry.IsLast)
            {
                var (dueAt, plan) = RetryTimes.After(retry, settings, learnt, gap);
                due.Add((retry, dueAt));
                plans.Add((retry.CallSid, plan));
            }
        }

        // The calls before the orders: whoever completes one that was analysed holds the call, and wants the order.
        await RetryTimes.KeepAsync(session, campaign.WorkspaceId, plans);
        await WaitingRetry.MoveAsync(session, campaign.WorkspaceId, due);
        var ended = await WaitingRetry.EndAsync(session, campaign.WorkspaceId, over);
        if (ended.Count > 0)
            await undialled.EndAsync(session, campaign.WorkspaceId, campaign.Id, ended, LeadEnd.Stopped(RetrySettings.ByPolicy));
    }
}

/// <summary>A lead that was called and waits to be tried again by the retry policy, not because the person wished it: its last attempt that they heard of.</summary>
internal sealed record WaitingRetry : EndedAttempt
{
    public string LeadId { get; init; } = "";

    /// <summary>Attempts since it was last chosen to be called.</summary>
    public long Attempts { get; init; }

    /// <summary>Those of them that came to the same outcome.</summary>
    public long Alike { get; init; }

    /// <summary>How often its order was claimed: another number means that it has been called meanwhile.</summary>
    public long Claims { get; init; }

    /// <summary>No call followed that failed by the line's fault, or was forbidden, and has a pause of its own.</summary>
    public bool IsLast { get; init; }

    public string Status { get; init; } = "";

    /// <summary>The carrier asked not to be tried again before, unix milliseconds.</summary>
    public long? NotAgainBefore { get; init; }

    /// <summary>How the attempt ended, as far as the time of the next one goes by it.</summary>
    public CallEnding Ending => new(Status, Outcome) { RetryAfter = NotAgainBefore is { } until ? TimeSpan.FromMilliseconds(until - EndedAt) : null };

    /// <summary>
    /// Those of a campaign, in the order of their places. Which they are is asked first, and all else by their ids: without statistics, the planner would join tables as a whole.
    /// </summary>
    /// <param name="after">The place to go on behind; empty to begin.</param>
    /// <param name="most">The most leads to look at.</param>
    /// <returns>Those that wait for a retry, and the place of the last lead that was looked at; null when that was all.</returns>
    public static async Task<(List<WaitingRetry> Waiting, string? Last)> FindAsync(Session session, Campaign campaign, string after, int most)
    {
        var (outcome, lead) = after.Split(' ') is [var first, var second] ? (first, second) : ("", "");
        var looked = await session.QueryAsync<(string Outcome, string LeadId, string? CallSid)>(
            $"""
            SELECT p.outcome, p.lead_id, {Tried.LastHeard("id")} FROM lead_progress p
            WHERE p.workspace_id = @WorkspaceId AND p.campaign_id = @Id AND (p.outcome, p.lead_id) > (@outcome, @lead) AND p.status = 'queued'
            ORDER BY p.outcome, p.lead_id LIMIT @most
            """, new { campaign.WorkspaceId, campaign.Id, outcome, lead, most });
        var last = looked.Count == most ? $"{looked[^1].Outcome} {looked[^1].LeadId}" : null;
        var called = looked.Where(one => one.CallSid is not null).ToList();
        var waiting = called.Count == 0 ? [] : await session.QueryAsync<WaitingRetry>(
            $"""
            SELECT p.lead_id, p.attempts - p.attempts_before AS attempts, w.attempts AS claims, w.expires_at, l.phone, l.recipient_data, l.priority, l.not_before,
                c.id AS call_sid, c.status, c.outcome, c.ended_at, c.dial_at, c.not_again_before,
                c.id = p.last_call_id AND NOT EXISTS (SELECT 1 FROM calls v WHERE v.workspace_id = p.workspace_id AND v.lead_id = p.lead_id
                    AND v.created_at > c.created_at AND v.hangup_reason = @Vetoed) AS is_last,
                (SELECT count(*) FROM calls k WHERE k.workspace_id = p.workspace_id AND k.lead_id = p.lead_id AND k.created_at >= coalesce(p.reopened_at, 0)
                    AND k.unheard = 0 AND k.outcome = c.outcome AND k.direction = 'outbound') AS alike
            FROM lead_progress p
            JOIN work w ON w.workspace_id = p.workspace_id AND w.kind = 'dial' AND w.subject_id = p.lead_id
            JOIN leads l ON l.workspace_id = p.workspace_id AND l.id = p.lead_id
            JOIN calls c ON c.workspace_id = p.workspace_id AND c.lead_id = p.lead_id
            WHERE p.workspace_id = @WorkspaceId AND {session.Among("p.lead_id", "leads")} AND {session.Among("w.subject_id", "leads")} AND {session.Among("l.id", "leads")}
                AND {session.Among("c.id", "calls")} AND w.state = 'ready' AND c.callback IS NULL AND c.direction = 'outbound'
            """,
            new { campaign.WorkspaceId, leads = called.Select(one => one.LeadId).ToArray(), calls = called.Select(one => one.CallSid).ToArray(), HangupReason.Vetoed });
        return (waiting, last);
    }

    /// <summary>They are due then, whatever they were put off by; but for those that have been called meanwhile.</summary>
    public static Task MoveAsync(Session session, string workspaceId, List<(WaitingRetry Retry, long DueAt)> moves) =>
        session.UpdateAsync("work", "due_at = new_due_at, put_off_from = NULL, put_off_by = NULL",
            [.. Orders(workspaceId, moves.ConvertAll(move => move.Retry)), new("new_due_at", moves.Select(move => move.DueAt).ToArray())], ("subject_id", "lead"), IsOrder, "subject_id");

    /// <summary>No call is owed to them any more; but for those that have been called meanwhile.</summary>
    /// <returns>The leads.</returns>
    public static Task<List<string>> EndAsync(Session session, string workspaceId, List<WaitingRetry> over) =>
        session.UpdateAsync("work", WorkQueue.Done, Orders(workspaceId, over), ("subject_id", "lead"), IsOrder, "subject_id");

    private const string IsOrder = "workspace_id = workspace AND kind = 'dial' AND state = 'ready' AND attempts = claims";

    private static Column[] Orders(string workspaceId, List<WaitingRetry> retries) =>
    [
        new("workspace", retries.Select(_ => workspaceId).ToArray()),
        new("lead", retries.Select(retry => retry.LeadId).ToArray()),
        new("claims", retries.Select(retry => retry.Claims).ToArray()),
    ];
}
