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
internal sealed class LeadExplain(Database database, TimeProvider time)
{
    /// <summary>By these a lead that waits ends without a call when its turn comes.</summary>
    private static readonly string[] NeverAgain = ["suppressed", "stopped"];

    public void Map(RouteGroupBuilder leads) =>
        leads.MapGet("/{id}/explain", ExplainAsync).WithSummary("Why a lead has not been called yet, and who decided what about each of its calls").Produces<LeadExplanation>().Fails(404);

    private Task<IResult> ExplainAsync(Caller caller, string id) =>
        database.ReadAsync<IResult>(async session =>
        {
            if (await LeadState.FindAsync(session, caller.WorkspaceId, id) is not { } lead)
                return Problem.NotFound(LeadsApi.What, id);
            var campaign = await Campaign.FindAsync(session, caller.WorkspaceId, lead.CampaignId);
            var reasons = lead.IsWaiting ? await WaitingForAsync(session, lead, campaign!) : [Settled(lead, campaign!, await LastCallAsync(session, lead))];
            return TypedResults.Ok(new LeadExplanation(lead.Id, lead.Status, lead.IsWaiting, reasons)
            {
                EarliestCallAt = EarliestCallAt(lead, campaign!, reasons),
                Attempts = [.. (await LeadCall.OfAsync(session, caller.WorkspaceId, id)).Select(LeadAttempt.Of)],
            });
        });

    /// <summary>The first moment at which nothing holds it that is known now; null when that depends on somebody.</summary>
    private DateTimeOffset? EarliestCallAt(LeadState lead, Campaign campaign, List<LeadReason> reasons)
    {
        if (!lead.IsWaiting || campaign.Status is not (CampaignStatus.Running or CampaignStatus.Scheduled) || reasons.Exists(reason => NeverAgain.Contains(reason.Code)))
            return null;
        var (settings, now) = (campaign.ReadSettings(), time.GetUtcNow());
        var held = reasons.Select(reason => reason.Until).OfType<DateTimeOffset>().Append(now).Max();
        var hours = settings.Hours();
        return hours.Decide(hours.Person(lead.Phone, lead.RecipientData), held).NextOpening is { } opens && !(lead.OrderExpiresAt <= opens.ToUnixTimeMilliseconds()) ? opens : null;
    }

    private static LeadReason Settled(LeadState lead, Campaign campaign, LastCall? last)
    {
        if (lead.LiveCallId is not null)
            return new("being-called", $"It is being called right now: the call is {lead.Status}.") { Facts = Facts(("callSid", lead.LiveCallId), ("attempts", lead.Attempts)) };
        if (lead.Status == CallStatus.CallDisconnected)
            return new("being-analysed", "The call is over; what was said is being worked out.") { Facts = Facts(("outcome", lead.Outcome)) };
        if (Stopped(lead) is { } stopped)
            return stopped;
        if (lead.Status != CallStatus.Canceled)
            return new("finished", $"It was called, and is finished: {lead.Outcome ?? lead.Status}.") { Facts = Facts(("outcome", lead.Outcome), ("attempts", lead.Attempts)) };
        if (lead.Outcome == CallOutcome.Suppressed && last?.Veto is { } veto)
            return Vetoed(veto, "it is not called");
        var (code, message) = lead.EndedBy switch
        {
            var end when end == LeadEnd.CampaignCompleted.Name => ("campaign-ended", "The campaign was completed before it was called, or called again."),
            var end when end == LeadEnd.CampaignCancelled.Name => ("campaign-ended", "The campaign was cancelled before it was called, or called again."),
            var end when end == LeadEnd.Expired.Name => ("expired", "Its own time was over before it was called, or called again."),
            var end when end == LeadEnd.Suppressed.Name => ("suppressed", "Its number may not be called."),
            _ => ("canceled", "It was canceled."),
        };
        return new(code, message) { Facts = Facts(("outcome", lead.Outcome), ("attempts", lead.Attempts), ("campaignStatus", campaign.Status)) };
    }

    private static LeadReason? Stopped(LeadState lead) => Because(lead.EndedBy) is not { } why
        ? null
        : new("stopped", $"It is not called again, because {why}.") { Facts = Facts(("rule", lead.EndedBy), ("outcome", lead.Outcome), ("attempts", lead.Attempts)) };

    private static string? Because(string? rule) => rule switch
    {
        StopConditions.ByConversion => "a call came to a label that the campaign wants",
        StopConditions.ByTalk => "the person has talked for long enough",
        RetrySettings.ByPolicy => "the campaign's retry policy was changed and allows no further attempt",
        _ => null,
    };

    private async Task<List<LeadReason>> WaitingForAsync(Session session, LeadState lead, Campaign campaign)
    {
        var now = time.GetUtcNow();
        var settings = campaign.ReadSettings();
        var reasons = new List<LeadReason>();
        if (await EndAsync(session, lead, settings, now) is { } end)
            reasons.Add(end);
        if (campaign.Status != CampaignStatus.Running)
            reasons.Add(NotRunning(campaign));
        if (campaign.RetriesFrom is not null)
            reasons.Add(new("retries-change", "The campaign's retry policy was changed: the retries that wait are being planned anew, and nobody is called for this moment."));
        var putOff = await PutOffAsync(session, lead);
        if (lead.LiveCallId is not null || putOff?.Rule == DialDecision.InCall)
            reasons.Add(InACall(lead, putOff));
        if (putOff is null && lead.DueAt > now.ToUnixTimeMilliseconds())
            reasons.Add(NotDue(lead, await LastCallAsync(session, lead)));
        if ((putOff ?? Forbidden(settings, lead, now)) is { } decision && decision.Rule != DialDecision.InCall && !reasons.Exists(reason => decision.Rule == Term.Of && reason.Code == "campaign-not-started"))
            reasons.Add(PutOff(campaign, settings, decision));
        reasons.AddRange(await LeadLimits.HoldingAsync(session, campaign, settings, now));
        if (reasons.Count == 0)
            reasons.Add(await ItsTurnAsync(session, lead, campaign));
        return reasons;
    }

    /// <summary>What will end it without a call when its turn comes.</summary>
    private static async Task<LeadReason?> EndAsync(Session session, LeadState lead, CampaignSettings settings, DateTimeOffset at)
    {
        var now = at.ToUnixTimeMilliseconds();
        var standing = await session.FirstOrDefaultAsync<LeadStanding>(
            $"""
            SELECT {LeadStanding.Columns} FROM leads l LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id
            WHERE l.workspace_id = @WorkspaceId AND l.id = @Id
            """, new { lead.WorkspaceId, lead.Id, now });
        if (standing?.End(settings.StopConditions, lead.OrderExpiresAt, now) is not { } end)
            return null;
        if (end == LeadEnd.Suppressed)
            return new("suppressed", "Its number may not be called: it ends without a call when its turn comes.");
        if (end == LeadEnd.Expired)
            return new("expired", "Its own time is over: it ends without a call.") { Facts = Facts(("expiresAt", Times.FromUnix(lead.OrderExpiresAt))) };
        return new("stopped", $"It ends without another call when its turn comes, because {Because(end.Name)}.") { Facts = Facts(("rule", end.Name), ("attempts", lead.Attempts)) };
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

    private static LeadReason PutOff(Campaign campaign, CampaignSettings settings, DialDecision decision) => decision.Rule switch
    {
        DialDecision.CallerIds => LeadLimits.NumbersRest(decision.NextOpening, "the number that it was called from before"),
        Term.Of when decision.NextOpening is not null => NotStarted(campaign),
        _ => OutsideHours(settings, decision),
    };

    private static Task<LastCall?> LastCallAsync(Session session, LeadState lead) =>
        session.FirstOrDefaultAsync<LastCall>(
            """
            SELECT callback IS NOT NULL AS called_back, hangup_reason, hangup_code, coalesce(trunk_fault, 0) AS trunk_fault, ringing_at, pre_dial, retry_plan FROM calls
            WHERE workspace_id = @WorkspaceId AND lead_id = @Id ORDER BY created_at DESC LIMIT 1
            """, lead);

    private static LeadReason InACall(LeadState lead, DialDecision? putOff) =>
        new("in-a-call", "The person is on the phone: they called us, or are being called for another lead. It is looked at again shortly.")
        {
            Until = putOff?.NextOpening,
            Facts = lead.LiveCallId is null ? null : Facts(("callSid", lead.LiveCallId)),
        };

    private static LeadReason NotStarted(Campaign campaign)
    {
        var starts = Times.FromUnix(campaign.StartsAt);
        return new("campaign-not-started", $"The campaign's first moment is {starts:yyyy-MM-ddTHH:mm:ssZ}.") { Until = starts, Facts = Facts(("campaignStatus", campaign.Status)) };
    }

    private static LeadReason NotDue(LeadState lead, LastCall? last)
    {
        var due = Times.FromUnix(lead.DueAt)!.Value;
        if (last?.Veto is { Until: not null } veto)
            return Vetoed(veto, $"it is due again at {due:yyyy-MM-ddTHH:mm:ssZ}");
        if (last is { TrunkFault: 1, RingingAt: null })
            return LineFailed(last, due);
        if (lead.NotBefore == lead.DueAt)
            return new("not-before", $"It is not to be called before {due:yyyy-MM-ddTHH:mm:ssZ}, as it was pushed.") { Until = due, Facts = Facts(("notBefore", due)) };
        if (last?.Plan is { } plan && plan.At == due)
            return Planned(lead, plan);
        var because = last is { CalledBack: true } ? "the person asked to be called back then" : lead.Attempts > 0 ? $"attempt {lead.Attempts} ended as {lead.Outcome}" : "it was put off";
        return new("not-due", $"It is due at {due:yyyy-MM-ddTHH:mm:ssZ}, because {because}.")
        {
            Until = due,
            Facts = Facts(("attempts", lead.Attempts), ("lastOutcome", lead.Outcome)),
        };
    }

    /// <summary>The time of the day was chosen.</summary>
    private static LeadReason Planned(LeadState lead, RetryPlan plan) =>
        new("not-due", $"It is due at {plan.At:yyyy-MM-ddTHH:mm:ssZ}: attempt {lead.Attempts} ended as {lead.Outcome}, its gap is over at {plan.GapEndsAt:yyyy-MM-ddTHH:mm:ssZ}, "
            + $"and {plan.Because()}.")
        {
            Until = plan.At,
            Facts = Facts(("attempts", lead.Attempts), ("lastOutcome", lead.Outcome), ("retryPlan", plan)),
        };

    private static LeadReason Vetoed(PreDialDecision veto, string follows)
    {
        var said = veto.Error is { } error
            ? $"The server that is asked before each call gave no answer that counts ({error})"
            : $"The server that is asked before each call forbade it{(veto.Reason is { } reason ? $": {reason.TrimEnd('.')}" : "")}";
        return new(veto.Error is null ? "vetoed" : "pre-dial-failed", $"{said}; {follows}.")
        {
            Until = veto.Until,
            Facts = Facts(("askedAt", veto.At), ("httpStatus", veto.HttpStatus), ("reason", veto.Reason), ("error", veto.Error)),
        };
    }

    private static LeadReason LineFailed(LastCall last, DateTimeOffset due) =>
        new("line-failed", $"Its last call failed by the line's fault before anything rang ({last.HangupReason}); it is due again at {due:yyyy-MM-ddTHH:mm:ssZ}.")
        {
            Until = due,
            Facts = Facts(("hangupReason", last.HangupReason), ("hangupProviderCode", last.HangupCode)),
        };

    /// <summary>The decision that put it off, for as long as that holds.</summary>
    private async Task<DialDecision?> PutOffAsync(Session session, LeadState lead)
    {
        var kept = lead.DueAt <= time.UnixNow() ? null : await session.ScalarAsync<string>(
            "SELECT put_off_by FROM work WHERE workspace_id = @WorkspaceId AND kind = 'dial' AND subject_id = @Id", lead);
        return kept is null ? null : ApiJson.Read<DialDecision>(kept);
    }

    private static DialDecision? Forbidden(CampaignSettings settings, LeadState lead, DateTimeOffset now)
    {
        var hours = settings.Hours();
        var decision = hours.Decide(hours.Person(lead.Phone, lead.RecipientData), now);
        return decision.Allowed ? null : decision;
    }

    private static LeadReason OutsideHours(CampaignSettings settings, DialDecision decision)
    {
        var opens = decision.NextOpening;
        if (decision.ByContactCap)
            return new("contact-cap", $"The person was called as often as the workspace allows, by '{decision.Rule}'; they may be called again at {opens:yyyy-MM-ddTHH:mm:ssZ}.")
            {
                Until = opens,
                Facts = Facts(("rule", decision.Rule), ("decidedFor", decision.At), ("timezones", decision.Zones), ("timezonesFrom", decision.ZonesFrom)),
            };
        var what = opens is null
            ? $"It may never be called: '{decision.Rule}' forbids it now, and no hour is in sight that all rules allow where the person may be. Change the campaign's hours, or name the person's timezone."
            : $"It is outside the hours in which it may be called, by '{decision.Rule}'; they open at {opens:yyyy-MM-ddTHH:mm:ssZ}.";
        return new(opens is null ? "never-open" : "outside-calling-windows", what)
        {
            Until = opens,
            Facts = Facts(
                ("rule", decision.Rule), ("decidedFor", decision.At), ("timezones", decision.Zones), ("timezonesFrom", decision.ZonesFrom),
                ("timezone", settings.Timezone), ("callingWindows", settings.CallingWindows)),
        };
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

    private sealed record LastCall
    {
        public bool CalledBack { get; init; }

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
    }
}
