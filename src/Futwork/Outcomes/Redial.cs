using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>
/// Calls chosen leads of a campaign once more. They are opened again rather than copied, so that a lead keeps its id, its calls and its attempts in one
/// history; the campaign's retry policy counts anew. Who is owed a call, or is on the do-not-call list, is passed over.
/// </summary>
internal sealed class Redial(Database database, RequestBody body, WorkQueue queue, WorkSignal signal, TimeProvider time)
{
    private const int AtOnce = 500;
    private const string Example = """{"outcomes": ["no-answer", "busy"], "dryRun": true}""";

    public void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPost("/{id}/redial", RedialAsync)
            .WithSummary("Call chosen leads of a campaign once more")
            .WithDescription("Leads are chosen by what became of them: all that is named must fit. Who waits for a call or is in one, and who opted out, is passed over.")
            .Takes<RedialRequest>(Example).Produces<RedialAnswer>().Fails(404, 409);

    private async Task<IResult> RedialAsync(Caller caller, string id, HttpRequest request)
    {
        var read = await body.ReadAsync<RedialRequest>(request);
        if (read.Problem is { } unread)
            return unread;
        var wanted = read.Value!;
        if (wanted.Check().ToList() is { Count: > 0 } errors)
            return Problem.Invalid(errors);
        if (await database.ReadAsync(session => Campaign.FindAsync(session, caller.WorkspaceId, id)) is not { } campaign)
            return Problem.NotFound(CampaignsApi.What, id);
        if (Refusal(campaign) is { } refusal)
            return refusal;
        return TypedResults.Ok(await RunAsync(campaign, wanted, request.HttpContext.RequestAborted));
    }

    /// <summary>Goes through all leads of the campaign that fit.</summary>
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

    private static Problem? Refusal(Campaign campaign) => CampaignStatus.Over.Contains(campaign.Status)
        ? Problem.Conflict($"campaign-{campaign.Status}", $"The campaign is {campaign.Status} and calls nobody any more; duplicate it and push the leads there.")
        : null;

    /// <summary>The next leads that fit, in the order of their ids.</summary>
    /// <returns>What became of them, and where to go on; null when that was all.</returns>
    private async Task<(RedialAnswer Answer, string? After)> StepAsync(
        Session session, Campaign campaign, RedialRequest wanted, string after, HashSet<string> numbers)
    {
        // Its end waits for this transaction, or is seen.
        var current = await Campaign.FindAsync(session, campaign.WorkspaceId, campaign.Id, forUpdate: true);
        var found = current is null || Refusal(current) is not null ? [] : await FindAsync(session, campaign, wanted, after);
        var waiting = found.Count(lead => lead.Waits);
        var suppressed = found.Count(lead => !lead.Waits && lead.Suppressed);
        var free = found.Where(lead => !lead.Waits && !lead.Suppressed).ToList();
        var chosen = free.Where(lead => !lead.OtherWaits && numbers.Add(lead.Phone)).ToList();
        if (chosen.Count > 0 && !wanted.DryRun)
            await OpenAsync(session, campaign, chosen);
        var answer = new RedialAnswer(wanted.DryRun, found.Count, chosen.Count, waiting, suppressed, free.Count - chosen.Count);
        return (answer, found.Count == AtOnce ? found[^1].Id : null);
    }

    private Task<List<Candidate>> FindAsync(Session session, Campaign campaign, RedialRequest wanted, string after)
    {
        var conditions =
            (wanted.Outcomes is null ? "" : $" AND {session.Among("p.outcome", "outcomes")}")
            + (wanted.Dispositions is null ? "" : $" AND {session.Among("c.disposition", "dispositions")}")
            + (wanted.LeadIds is null ? "" : $" AND {session.Among("p.lead_id", "leadIds")}");
        return session.QueryAsync<Candidate>(
            $"""
            SELECT l.id, l.phone, w.id IS NOT NULL AS has_work,
                coalesce(w.state, 'done') <> 'done' OR EXISTS (
                    SELECT 1 FROM calls up WHERE up.workspace_id = l.workspace_id AND up.lead_id = l.id AND up.ended_at IS NULL) AS waits,
                EXISTS (SELECT 1 FROM leads o JOIN work ow ON ow.workspace_id = o.workspace_id AND ow.kind = 'dial' AND ow.subject_id = o.id
                    WHERE o.workspace_id = l.workspace_id AND o.phone = l.phone AND o.campaign_id = l.campaign_id AND o.id <> l.id AND ow.state <> 'done') AS other_waits,
                {Suppression.OfLead} AS suppressed
            FROM lead_progress p
            JOIN leads l ON l.workspace_id = p.workspace_id AND l.id = p.lead_id
            LEFT JOIN work w ON w.workspace_id = p.workspace_id AND w.kind = 'dial' AND w.subject_id = p.lead_id
            LEFT JOIN calls c ON c.workspace_id = p.workspace_id AND c.id = p.last_call_id
            WHERE p.workspace_id = @WorkspaceId AND p.campaign_id = @Id AND p.lead_id > @after{conditions}
            ORDER BY p.lead_id LIMIT @AtOnce
            """,
            new
            {
                campaign.WorkspaceId,
                campaign.Id,
                after,
                outcomes = wanted.Outcomes?.ToArray(),
                dispositions = wanted.Dispositions?.ToArray(),
                leadIds = wanted.LeadIds?.ToArray(),
                now = time.UnixNow(),
                AtOnce,
            });
    }

    private async Task OpenAsync(Session session, Campaign campaign, IReadOnlyList<Candidate> chosen)
    {
        var now = time.UnixNow();
        var opened = await session.QueryAsync<string>(
            $"""
            UPDATE work SET state = 'ready', due_at = @now, expires_at = NULL
            WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND state = 'done' AND {session.Among("subject_id", "known")}
            RETURNING subject_id
            """, new { campaign.WorkspaceId, known = chosen.Where(lead => lead.HasWork).Select(lead => lead.Id).ToArray(), now });
        var unknown = chosen.Where(lead => !lead.HasWork).Select(lead => lead.Id).ToList();
        await queue.EnqueueManyAsync(session, [.. unknown.Select(lead => NewWork.Dial(campaign.WorkspaceId, campaign.Id, lead, now))]);
        string[] leadIds = [.. opened, .. unknown];
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
    }

    private sealed record Candidate
    {
        public string Id { get; init; } = "";

        public string Phone { get; init; } = "";

        /// <summary>It was owed a call before; who called in by themselves was not.</summary>
        public bool HasWork { get; init; }

        /// <summary>A call is owed to it, or it is in one.</summary>
        public bool Waits { get; init; }

        /// <summary>A call is owed to another lead of the same number.</summary>
        public bool OtherWaits { get; init; }

        public bool Suppressed { get; init; }
    }
}
