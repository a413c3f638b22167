using Futwork.Accounts;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Trunks;
using static Futwork.Leads.LeadFacts;

namespace Futwork.Leads;

/// <summary>Answers why a lead has not been called yet, from the same facts that decide it.</summary>
internal sealed class LeadExplain(Database database, SecretFields secrets, TimeProvider time)
{
    public void Map(RouteGroupBuilder leads) =>
        leads.MapGet("/{id}/explain", ExplainAsync).WithSummary("Why a lead has not been called yet, and who decided what about each of its calls").Produces<LeadExplanation>().Fails(404);

    private Task<IResult> ExplainAsync(Caller caller, string id) =>
        database.ReadAsync<IResult>(async session =>
        {
            if (await LeadState.FindAsync(session, caller.WorkspaceId, id) is not { } lead)
                return Problem.NotFound(LeadsApi.What, id);
            var campaign = (await Campaign.FindAsync(session, caller.WorkspaceId, lead.CampaignId))!;
            var explanation = lead.IsWaiting
                ? await WaitingAsync(session, lead, campaign)
                : new LeadExplanation(lead.Id, lead.Status, false, [LeadSettled.Reason(lead, campaign, await LastCall.FindAsync(session, lead))]);
            return TypedResults.Ok(explanation with { Attempts = [.. (await LeadCall.OfAsync(session, caller.WorkspaceId, id)).Select(LeadAttempt.Of)] });
        });

    private async Task<LeadExplanation> WaitingAsync(Session session, LeadState lead, Campaign campaign)
    {
        var (settings, now) = (campaign.ReadSettings(), time.GetUtcNow());
        var workspace = await WorkspaceSettings.FindAsync(session, lead.WorkspaceId);
        var hours = new LeadHours(lead, settings);
        var reasons = await HoldingAsync(session, lead, campaign, settings, hours, now);
        var limits = await LeadLimits.HoldingAsync(session, secrets, campaign, settings, workspace, now);
        if (await hours.CappedAsync(session, workspace.ContactCap, hours.FirstAfter([.. reasons, .. limits], now), now) is { } capped)
            reasons.Add(capped);
        reasons.AddRange(limits);
        if (reasons.Count == 0)
            reasons.Add(await ItsTurnAsync(session, lead, campaign));
        return new LeadExplanation(lead.Id, lead.Status, true, reasons) { EarliestCallAt = EarliestCallAt(lead, campaign, reasons, hours.FirstAfter(reasons, now)) };
    }

    /// <summary>The first moment at which nothing holds it that is known now; null when that depends on somebody.</summary>
    private static DateTimeOffset? EarliestCallAt(LeadState lead, Campaign campaign, List<LeadReason> reasons, DateTimeOffset? opens)
    {
        // By these it ends without a call when its turn comes.
        var isOver = reasons.Exists(reason => reason.Code is "suppressed" or "stopped" || LeadHours.IsNever(reason)) || lead.OrderExpiresAt <= opens?.ToUnixTimeMilliseconds();
        return isOver || campaign.Status is not (CampaignStatus.Running or CampaignStatus.Scheduled) ? null : opens;
    }

    /// <summary>What holds the lead itself and its campaign.</summary>
    private async Task<List<LeadReason>> HoldingAsync(
        Session session, LeadState lead, Campaign campaign, CampaignSettings settings, LeadHours hours, DateTimeOffset now)
    {
        var reasons = new List<LeadReason>();
        if (await EndAsync(session, lead, campaign, settings.StopConditions, now.ToUnixTimeMilliseconds()) is { } end)
            reasons.Add(end);
        if (campaign.Status != CampaignStatus.Running)
            reasons.Add(NotRunning(campaign));
        if (campaign.RetriesFrom is not null)
            reasons.Add(new("retries-change", "The campaign's retry policy was changed: the retries that wait are being planned anew, and nobody is called for this moment."));
        var putOff = await PutOffAsync(session, lead);
        if (lead.LiveCallId is not null || putOff?.Rule == DialDecision.InCall)
            reasons.Add(InACall(lead, putOff));
        if (putOff is null && lead.DueAt > now.ToUnixTimeMilliseconds())
            reasons.Add(LeadDue.NotDue(lead, await LastCall.FindAsync(session, lead)));
        if ((putOff ?? hours.Forbids(now)) is { } decision && decision.Rule != DialDecision.InCall && !reasons.Exists(reason => decision.Rule == Term.Of && reason.Code == "campaign-not-started"))
            reasons.Add(PutOff(campaign, hours, decision));
        return reasons;
    }

    /// <summary>What will end it without a call when its turn comes. Until then the number may have been taken off the do-not-call list, as its entry says.</summary>
    private static async Task<LeadReason?> EndAsync(Session session, LeadState lead, Campaign campaign, StopConditions stops, long now)
    {
        var starts = campaign.Status == CampaignStatus.Scheduled ? campaign.StartsAt : null;
        var turn = Math.Max(now, Math.Max(lead.DueAt ?? now, starts ?? now));
        var standing = await session.FirstOrDefaultAsync<LeadStanding>(
            $"""
            SELECT {LeadStanding.Columns} FROM leads l LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id
            WHERE l.workspace_id = @WorkspaceId AND l.id = @Id
            """, new { lead.WorkspaceId, lead.Id, now = turn });
        if (standing?.End(stops, lead.OrderExpiresAt, now) is not { } end)
            return null;
        if (end == LeadEnd.Suppressed)
            return new("suppressed", "Its number may not be called: it ends without a call when its turn comes.");
        if (end == LeadEnd.Expired)
            return new("expired", "Its own time is over: it ends without a call.") { Facts = Facts(("expiresAt", Times.FromUnix(lead.OrderExpiresAt))) };
        return new("stopped", $"It ends without another call when its turn comes, because {LeadSettled.Because(end.Name)}.") { Facts = Facts(("rule", end.Name), ("attempts", lead.Attempts)) };
    }

    private static LeadReason NotRunning(Campaign campaign)
    {
        if (CampaignStatus.Over.Contains(campaign.Status))
            return new("campaign-ended", $"The campaign is {campaign.Status}; what becomes of its leads is being written.") { Facts = Facts(("campaignStatus", campaign.Status)) };
        if (campaign.Status == CampaignStatus.Scheduled)
            return NotStarted(campaign);
        var remedy = campaign.Status == CampaignStatus.Paused ? "resume" : "start";
        return new("campaign-not-running", $"The campaign is {campaign.Status}; {remedy} it.") { Facts = Facts(("campaignStatus", campaign.Status)) };
    }

    private static LeadReason PutOff(Campaign campaign, LeadHours hours, DialDecision decision) => decision.Rule switch
    {
        DialDecision.CallerIds => LeadLimits.NumbersRest(decision.NextOpening, "the number that it was called from before"),
        Term.Of when decision.NextOpening is not null => NotStarted(campaign),
        _ => hours.Reason(decision),
    };

    private static LeadReason InACall(LeadState lead, DialDecision? putOff) =>
        new("in-a-call", "The person is on the phone: they called us, or are being called for another lead, or their phone may still ring since the node that called them is gone. It is looked at again shortly.")
        {
            Until = putOff?.NextOpening,
            Facts = lead.LiveCallId is null ? null : Facts(("callSid", lead.LiveCallId)),
        };

    private static LeadReason NotStarted(Campaign campaign)
    {
        var starts = Times.FromUnix(campaign.StartsAt);
        return new("campaign-not-started", $"The campaign's first moment is {starts:yyyy-MM-ddTHH:mm:ssZ}.") { Until = starts, Facts = Facts(("campaignStatus", campaign.Status)) };
    }

    /// <summary>The decision that put it off, for as long as that holds.</summary>
    private async Task<DialDecision?> PutOffAsync(Session session, LeadState lead)
    {
        var kept = lead.DueAt <= time.UnixNow() ? null : await session.ScalarAsync<string>(
            "SELECT put_off_by FROM work WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND subject_id = @Id", lead);
        return kept is null ? null : ApiJson.Read<DialDecision>(kept);
    }

    private static async Task<LeadReason> ItsTurnAsync(Session session, LeadState lead, Campaign campaign)
    {
        var trunk = await Trunk.FindAsync(session, campaign.WorkspaceId, campaign.TrunkId);
        var promised = lead.OrderPriority == NewWork.Promised ? $"AND priority > 0 AND priority = {NewWork.Promised} " : "";
        var ahead = await session.ScalarAsync<long>(
            $"""
            SELECT count(*) FROM (
                SELECT 1 FROM work WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND lane = @CampaignId AND state = 'ready' {promised}AND due_at < @DueAt LIMIT 10000) ahead
            """, lead);
        var shown = ahead < 10_000 ? $"{ahead}" : "10000 or more";
        return new("its-turn-comes", $"Nothing holds it: {shown} leads of the campaign are due before it, and the trunk starts {trunk!.CallsPerSecond} calls per second.")
        {
            Facts = Facts(("ahead", ahead), ("priority", lead.Priority), ("callsPerSecond", trunk.CallsPerSecond)),
        };
    }
}
