using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>What follows from the end of a call (the greater part of T3): the lead's progress, the order done or due again, the analysis, the webhooks.</summary>
internal sealed class Settlement(WorkQueue queue, Deliveries deliveries, RetryTimes retryTimes, TimeProvider time)
{
    /// <summary>Runs in the transaction that ended the call's row, under a claim that is known to hold.</summary>
    public Task SettleAsync(Session session, Claim claim, CallOfLead call, CallEnding ending) =>
        call.IsInbound ? SettleInboundAsync(session, claim, call, ending) : SettleOutboundAsync(session, claim, call, ending);

    private async Task SettleOutboundAsync(Session session, Claim claim, CallOfLead call, CallEnding ending)
    {
        var (callSid, decision) = (call.CallSid, call.Decision);
        var now = time.UnixNow();
        var progress = await LeadProgress.FindAsync(session, claim.WorkspaceId, claim.CampaignId, claim.SubjectId);
        var tried = await Tried.ReadAsync(session, progress, ending.Outcome, callSid);
        var attempts = progress.Attempts + (NextDial.IsSpared(ending, tried.NeverLeft, tried.ByTrunk) ? 0 : 1);
        var campaign = await Campaign.HoldAsync(session, claim.WorkspaceId, claim.CampaignId);
        var settings = campaign.ReadSettings();
        if (ending.OptedOut)
            await SuppressAsync(session, claim.WorkspaceId, settings, claim.SubjectId, callSid, now);
        var updated = await TalkedAsync(session, progress with { Attempts = attempts, LastCallId = callSid }, ending, settings, now);
        var isLast = progress.Canceled || ending.OptedOut || CampaignStatus.Over.Contains(campaign.Status);
        var next = isLast ? default : await AgainAsync(session, settings, updated, ending, tried, decision, now);
        if (next.DueAt is { } dueAt)
            await claim.RescheduleAsync(session, dueAt, next.Priority);
        else
            await claim.CompleteAsync(session);

        var isBesideTheirs = IsBesideTheirs(tried, ending);
        var end = ending.IsPostponed && !isBesideTheirs && CampaignStatus.Over.Contains(campaign.Status) ? CampaignEnds.EndOf(campaign.Status) : null;
        // One that is to be made yet, or that met nobody while they talked with us, does not take the place of what the call before came to.
        if (isBesideTheirs || (ending.IsPostponed && next.DueAt is not null))
            updated = updated with { Status = next.DueAt is null ? progress.Status : CallStatus.Queued, LastCallId = progress.LastCallId };
        else if (!progress.Canceled || ending.Answered)
            updated = updated with { Status = next.DueAt is null ? ending.Status : CallStatus.Queued, Outcome = end?.Outcome ?? ending.Outcome, EndedBy = end?.Name ?? next.Stop };
        await updated.SaveAsync(session, time);
        await CampaignCounters.MoveAsync(session, (claim.WorkspaceId, claim.CampaignId), now, CampaignCounters.Calling,
            next.DueAt is null ? CampaignCounters.Done(updated.Outcome!) : CampaignCounters.Waiting);
        await FollowAsync(session, claim, callSid, ending, mayHaveRung: !ending.Unheard, decision);
    }

    /// <summary>
    /// A person who called and talked has been reached: a dial that was owed is not owed any more, unless they want to be called back and the campaign is not over. It is no
    /// attempt of ours, and one that came to nothing, or broke on our side before they said anything, changes nothing for the lead.
    /// </summary>
    private async Task SettleInboundAsync(Session session, Claim claim, CallOfLead call, CallEnding ending)
    {
        var now = time.UnixNow();
        await claim.CompleteAsync(session);
        // Before the lead's order: whoever plans the campaign's retries anew holds the one, and wants the other.
        var campaign = await Campaign.HoldAsync(session, claim.WorkspaceId, claim.CampaignId);
        var settings = campaign.ReadSettings();
        if (ending.OptedOut)
            await SuppressAsync(session, claim.WorkspaceId, settings, call.LeadId, call.CallSid, now);
        if (ending.Talked)
        {
            var before = await LeadBucket.HoldAsync(session, claim.WorkspaceId, call.LeadId);
            var progress = await LeadProgress.FindAsync(session, claim.WorkspaceId, claim.CampaignId, call.LeadId);
            await WorkQueue.CancelAsync(session, claim.WorkspaceId, WorkKind.Dial, call.LeadId);
            var again = ending is { OptedOut: false, Callback: not null } && !CampaignStatus.Over.Contains(campaign.Status);
            if (again)
                await queue.DemandAsync(
                    session, NewWork.Dial(claim.WorkspaceId, claim.CampaignId, call.LeadId, ending.Callback!.At.ToUnixTimeMilliseconds()) with { Priority = NewWork.Promised });
            progress = await TalkedAsync(session, progress with { LastCallId = call.CallSid }, ending, settings, now);
            await (progress with { Status = again ? CallStatus.Queued : ending.Status, Outcome = ending.Outcome, EndedBy = null }).SaveAsync(session, time);
            var after = await LeadBucket.HoldAsync(session, claim.WorkspaceId, call.LeadId);
            await CampaignCounters.MoveAsync(session, (claim.WorkspaceId, claim.CampaignId), now, before, after);
        }

        await FollowAsync(session, claim, call.CallSid, ending, mayHaveRung: false);
    }

    /// <summary>The person of a call that is up asked never to be called again.</summary>
    public async Task OptOutAsync(Session session, Claim claim, string leadId, string callSid)
    {
        var settings = (await Campaign.FindAsync(session, claim.WorkspaceId, claim.CampaignId))!.ReadSettings();
        await SuppressAsync(session, claim.WorkspaceId, settings, leadId, callSid, time.UnixNow());
    }

    /// <summary>What the conversation adds to what is known of the lead. A machine that speaks is no talk with the person.</summary>
    private static Task<LeadProgress> TalkedAsync(Session session, LeadProgress progress, CallEnding ending, CampaignSettings settings, long now)
    {
        var talk = ending.TalkedInPerson ? ending.Duration : null;
        return ConvertAsync(session, progress with { TalkMs = progress.TalkMs + (long)(talk?.TotalMilliseconds ?? 0) }, ending.Disposition, settings, now);
    }

    /// <summary>A label was found: it may be one that the campaign wants.</summary>
    private static async Task<LeadProgress> ConvertAsync(Session session, LeadProgress progress, string? label, CampaignSettings settings, long now)
    {
        if (label is null || !settings.StopConditions.Converted.Contains(label) || progress.IsConverted)
            return progress;
        if (progress.ConvertedAt is null)
            await CampaignCounters.AddAsync(session, (progress.WorkspaceId, progress.CampaignId), now, (CampaignCounters.Converted, 1));
        return progress with { ConvertedAt = now };
    }

    private async Task FollowAsync(Session session, Claim claim, string callSid, CallEnding ending, bool mayHaveRung, DialDecision? decision = null)
    {
        var now = time.UnixNow();
        await CampaignCounters.AddAsync(session, (claim.WorkspaceId, claim.CampaignId), now,
        [
            (CampaignCounters.Calls, mayHaveRung ? 1 : 0),
            (CampaignCounters.Answered, mayHaveRung && ending.Answered ? 1 : 0),
            (CampaignCounters.TalkMs, (long)(ending.Duration?.TotalMilliseconds ?? 0)),
            (CampaignCounters.CostMicros, CampaignCounters.Micros(ending.Usage is null ? [] : ApiJson.Read<EngineUsage[]>(ending.Usage))),
            .. mayHaveRung ? AnswerHours.Of(decision, ending.Outcome) : [],
        ]);
        if (ending.Answered)
            await queue.EnqueueAsync(session, NewWork.Analyse(claim.WorkspaceId, claim.CampaignId, callSid, now));
        await deliveries.AnnounceAsync(session, claim.WorkspaceId, callSid, ending.Status);
    }

    /// <summary>What follows when everything is known of an answered call.</summary>
    public async Task CompleteAsync(Session session, string workspaceId, string campaignId, string leadId, string callSid, bool optedOut)
    {
        // The order before the progress, as everywhere: whoever holds the one may want the other.
        var bucket = await LeadBucket.HoldAsync(session, workspaceId, leadId);
        var call = await session.FirstOrDefaultAsync<(string? Disposition, string? Callback)>(
            "SELECT disposition, callback FROM calls WHERE workspace_id = @workspaceId AND id = @callSid", new { workspaceId, callSid });
        var settings = (await Campaign.FindAsync(session, workspaceId, campaignId))!.ReadSettings();
        if (optedOut)
            await SuppressAsync(session, workspaceId, settings, leadId, callSid, time.UnixNow());
        var before = await LeadProgress.FindAsync(session, workspaceId, campaignId, leadId);
        var progress = await ConvertAsync(session, before, call.Disposition, settings, time.UnixNow());
        var stops = bucket == CampaignCounters.Waiting && progress.IsConverted && progress.LastCallId == callSid && call.Callback is null;
        if (stops)
        {
            await WorkQueue.CancelAsync(session, workspaceId, WorkKind.Dial, leadId);
            await CampaignCounters.MoveAsync(session, (workspaceId, campaignId), time.UnixNow(), bucket, CampaignCounters.Done(progress.Outcome!));
            progress = progress with { EndedBy = StopConditions.ByConversion };
        }

        if (stops || (progress.LastCallId == callSid && progress.Status == CallStatus.CallDisconnected))
            progress = progress with { Status = CallStatus.Completed };
        if (progress != before)
            await progress.SaveAsync(session, time);
        await deliveries.AnnounceAsync(session, workspaceId, callSid, CallStatus.Completed);
    }

    private async Task<Next> AgainAsync(
        Session session, CampaignSettings settings, LeadProgress progress, CallEnding ending, Tried tried, DialDecision? decision, long now)
    {
        if (ending.Veto is { Until: null })
            return default;
        if (ending.Callback is { } callback && tried.Callbacks <= NextDial.MostCallbacks)
            return new Next(callback.At.ToUnixTimeMilliseconds(), NewWork.Promised);
        if (IsBesideTheirs(tried, ending))
            return tried.Meanwhile is { Length: > 0 } wish ? new Next(ApiJson.Read<CallbackRequest>(wish).At.ToUnixTimeMilliseconds(), NewWork.Promised) : default;
        if (ending.IsPostponed)
            return new Next(await PostponedAsync(session, progress, ending, now));
        // Of those that failed by the line's fault, what is beyond the ones that cost nothing.
        var alike = tried.Alike + (ending.FailedUnheard ? Math.Max(0, tried.ByTrunk - NextDial.MostByTrunk) : 0);
        var pause = NextDial.After(ending, settings.Retry, progress.Attempts - progress.AttemptsBefore, alike, tried.NeverLeft, tried.ByTrunk);
        if (pause is not { } gap)
            return default;
        var isSpared = NextDial.IsSpared(ending, tried.NeverLeft, tried.ByTrunk);
        // A wish that the line kept us from is still one.
        if (!(isSpared && tried.Wished) && settings.StopConditions.Stops(progress.IsConverted, progress.TalkMs - progress.TalkMsBefore) is { } stop)
            return new Next(null, Stop: stop);
        var attempt = await AttemptAsync(session, progress, ending, decision, now);
        if (isSpared)
            return new Next(Math.Max(now + (long)gap.TotalMilliseconds, attempt.NotBefore ?? 0));
        var learnt = await retryTimes.LearnAsync(session, progress.WorkspaceId, progress.CampaignId, settings.Retry);
        var (dueAt, plan) = RetryTimes.After(attempt, settings, learnt, gap);
        if (plan is not null)
            await RetryTimes.KeepAsync(session, progress.WorkspaceId, [(attempt.CallSid, plan)]);
        return new Next(dueAt, attempt.Priority);
    }

    /// <summary>
    /// They called us while ours rang, met a machine, or was taken back before it left, and talked: they were reached, and what they wished then counts.
    /// </summary>
    private static bool IsBesideTheirs(Tried tried, CallEnding ending) => tried.Meanwhile is not null && !ending.TalkedInPerson;

    /// <summary>When a call is to be made that was not: never before the lead's own first moment, which may have been changed meanwhile.</summary>
    private static async Task<long> PostponedAsync(Session session, LeadProgress progress, CallEnding ending, long now)
    {
        var until = ending.Veto?.Until?.ToUnixTimeMilliseconds() ?? now + (long)(ending.RetryAfter ?? TimeSpan.Zero).TotalMilliseconds;
        var notBefore = await session.ScalarAsync<long?>("SELECT not_before FROM leads WHERE workspace_id = @WorkspaceId AND id = @LeadId", progress);
        return Math.Max(until, notBefore ?? 0);
    }

    /// <summary>What was said of the lead during the call holds for what comes after it.</summary>
    private static async Task<EndedAttempt> AttemptAsync(Session session, LeadProgress progress, CallEnding ending, DialDecision? decision, long now)
    {
        var lead = (await session.FirstOrDefaultAsync<EndedAttempt>(
            """
            SELECT l.phone, l.recipient_data, l.priority, l.not_before, w.expires_at FROM leads l
            JOIN work w ON w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id
            WHERE l.workspace_id = @WorkspaceId AND l.id = @LeadId
            """, progress))!;
        return lead with { CallSid = progress.LastCallId!, Outcome = ending.Outcome, EndedAt = now, DialAt = decision?.At.ToUnixTimeMilliseconds() };
    }

    private async Task SuppressAsync(Session session, string workspaceId, CampaignSettings settings, string leadId, string callSid, long now)
    {
        var phone = await session.ScalarAsync<string>("SELECT phone FROM leads WHERE workspace_id = @workspaceId AND id = @leadId", new { workspaceId, leadId });
        // Who withholds their number can be called by nobody.
        if (phone is null || PhoneNumber.CallingCodeOf(phone) is null)
            return;
        var listed = new Suppression
        {
            WorkspaceId = workspaceId,
            Id = Ids.New(time),
            Phone = phone,
            Source = Suppression.ByCall,
            CallId = callSid,
            ExpiresAt = settings.OptOutDays is { } days ? now + (long)TimeSpan.FromDays(days).TotalMilliseconds : null,
            CreatedAt = now,
        };
        await listed.SaveAsync(session);
    }

    /// <summary>What follows an attempt.</summary>
    /// <param name="DueAt">When the lead is due again, unix milliseconds; null: it is over.</param>
    /// <param name="Priority">Of its order from now on; null leaves it as it is: what was promised stays so for as long as the line or a rule keeps us from it.</param>
    /// <param name="Stop">The stop condition for which it is over.</param>
    private readonly record struct Next(long? DueAt, long? Priority = null, string? Stop = null);
}

/// <summary>A call that is over.</summary>
/// <param name="Decision">Why it was dialled; null for one that came in.</param>
internal sealed record CallOfLead(string CallSid, string LeadId, bool IsInbound, DialDecision? Decision = null);
