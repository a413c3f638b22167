using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>
/// Calls chosen leads of a campaign once more. They are opened again rather than copied, so that a lead keeps its id, its calls and its attempts in one
/// history; the campaign's retry policy counts anew. Who is owed a call, or is on the do-not-call list, is passed over.
/// </summary>
internal sealed class Redial(Database database, WorkQueue queue, WorkSignal signal, TimeProvider time)
{
    /// <summary>The leads of one transaction.</summary>
    public const int AtOnce = 500;

    /// <summary>Goes through all leads of the campaign that fit; of one that is over, none does.</summary>
    public async Task<RedialAnswer> RunAsync(Campaign campaign, RedialRequest wanted, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        var (answer, after) = (new RedialAnswer(wanted.DryRun, 0, 0, 0, 0, 0), (string?)"");
        while (after is not null)
        {
            (var part, after) = await database.WriteAsync(session => StepAsync(session, campaign, wanted, after, numbers), cancellationToken);
            answer = answer.Add(part);
        }

        return answer;
    }

    /// <summary>The next leads that fit, in the order of their ids.</summary>
    /// <returns>What became of them, and where to go on; null when that was all.</returns>
    private async Task<(RedialAnswer Answer, string? After)> StepAsync(
        Session session, Campaign campaign, RedialRequest wanted, string after, HashSet<string> numbers)
    {
        // Its end waits for this transaction, or is seen; its dialling goes on, however many portions there are.
        var current = await Campaign.FindForLeadsAsync(session, campaign.WorkspaceId, campaign.Id, hold: !wanted.DryRun);
        var found = current is null || CampaignStatus.Over.Contains(current.Status)
            ? []
            : await RedialCandidate.FindAsync(session, campaign, campaign.Id, wanted, after, AtOnce, time.UnixNow());
        var waiting = found.Count(lead => lead.Waits);
        var suppressed = found.Count(lead => !lead.Waits && lead.Suppressed);
        var free = found.Where(lead => !lead.Waits && !lead.Suppressed).ToList();
        var chosen = free.Where(lead => !lead.OtherWaits && numbers.Add(lead.Phone)).ToList();
        var redialed = chosen.Count > 0 && !wanted.DryRun ? await OpenAsync(session, campaign, chosen) : chosen.Count;
        var answer = new RedialAnswer(wanted.DryRun, found.Count, redialed, waiting, suppressed, free.Count - chosen.Count);
        return (answer, found.Count == AtOnce ? found[^1].Id : null);
    }

    /// <returns>How many: somebody may have taken one meanwhile.</returns>
    private async Task<int> OpenAsync(Session session, Campaign campaign, IReadOnlyList<RedialCandidate> chosen)
    {
        var now = time.UnixNow();
        var opened = await session.QueryAsync<string>(
            $"""
            UPDATE work SET state = 'ready', expires_at = NULL, put_off_from = NULL, put_off_by = NULL, (due_at, priority) = (
                SELECT CASE WHEN l.not_before > @now THEN l.not_before ELSE @now END, l.priority FROM leads l
                WHERE l.workspace_id = work.workspace_id AND l.id = work.subject_id)
            WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND state = 'done' AND {session.Among("subject_id", "known")}
            RETURNING subject_id
            """, new { campaign.WorkspaceId, known = chosen.Where(lead => lead.HasWork).Select(lead => lead.Id).ToArray(), now });
        var unknown = chosen.Where(lead => !lead.HasWork).ToList();
        await queue.EnqueueManyAsync(session, [.. unknown.Select(lead => NewWork.Dial(campaign.WorkspaceId, campaign.Id, lead.Id, Math.Max(now, lead.NotBefore ?? 0)))]);
        string[] leadIds = [.. opened, .. unknown.Select(lead => lead.Id)];
        var outcomes = await session.QueryAsync<string>(
            $"""
            UPDATE lead_progress SET status = @Queued, ended_by = NULL, reopened_at = @now, attempts_before = attempts, talk_ms_before = talk_ms,
                updated_at = @now
            WHERE workspace_id = @WorkspaceId AND {session.Among("lead_id", "leadIds")} RETURNING coalesce(outcome, 'canceled')
            """, new { campaign.WorkspaceId, leadIds, CallStatus.Queued, now });
        foreach (var outcome in outcomes.CountBy(outcome => outcome))
            await CampaignCounters.MoveAsync(
                session, (campaign.WorkspaceId, campaign.Id), now, CampaignCounters.Done(outcome.Key), CampaignCounters.Waiting, outcome.Value);
        session.AfterCommit(() => signal.Set(WorkKind.Dial));
        return leadIds.Length;
    }
}
