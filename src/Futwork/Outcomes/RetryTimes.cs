using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;

namespace Futwork.Outcomes;

/// <summary>Moves retries of people who did not answer to times at which people answer.</summary>
internal sealed class RetryTimes(AnswerHours answers)
{
    /// <summary>Plans the attempt after a call, and keeps with the call what was planned.</summary>
    /// <param name="session">The transaction that ends the call.</param>
    /// <param name="claim">Its order.</param>
    /// <param name="callSid">The call.</param>
    /// <param name="dialled">Why it was dialled.</param>
    /// <param name="settings">The campaign's.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="gap">The pause by the retry policy.</param>
    /// <returns>When it is due, unix milliseconds.</returns>
    public async Task<long> PlanAsync(Session session, Claim claim, string callSid, DialDecision? dialled, CampaignSettings settings, string outcome, long now, TimeSpan gap)
    {
        var lead = (await session.FirstOrDefaultAsync<LeadRow>(
            """
            SELECT l.phone, l.recipient_data, w.expires_at FROM leads l JOIN work w ON w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id
            WHERE l.workspace_id = @WorkspaceId AND l.id = @SubjectId
            """, claim))!;
        var (best, hours) = (settings.Retry.BestTime!, settings.Hours());
        var person = hours.Person(lead.Phone, lead.RecipientData);
        var learnt = best.Learn ? await answers.ReadAsync(session, claim.WorkspaceId, claim.CampaignId) : null;
        var wishes = new[]
        {
            (RetryPlan.ByLead, PreferredTimes.Parse(CallingHours.TextOf(lead.RecipientData, best.Field)) ?? []),
            (RetryPlan.ByCampaign, best.Windows),
            (RetryPlan.ByLearning, learnt?.Windows ?? []),
        };
        var latest = Times.FromUnix(Math.Min(now + (long)settings.Retry.Longest(outcome).TotalMilliseconds, (lead.ExpiresAt ?? long.MaxValue) - 1));
        var gapEndsAt = Times.FromUnix(now + (long)gap.TotalMilliseconds);
        var plan = RetryPlan.Make(best, hours.For(person), person, wishes, dialled?.At ?? Times.FromUnix(now), gapEndsAt, latest) with { Learnt = Describe(learnt) };
        await session.ExecuteAsync(
            "UPDATE calls SET retry_plan = @plan WHERE workspace_id = @WorkspaceId AND id = @callSid", new { plan = ApiJson.Write(plan), claim.WorkspaceId, callSid });
        return plan.At.ToUnixTimeMilliseconds();
    }

    private static string? Describe(LearntHours? learnt) => learnt switch
    {
        null => null,
        { IsEnough: false } => $"{learnt.Calls} calls of the {learnt.From}, of {LearntHours.FewestCalls} that are needed",
        { Windows.Count: 0 } => $"{learnt.Calls} calls of the {learnt.From}, and no hour is better than the others for certain",
        _ => $"{learnt.Calls} calls of the {learnt.From}, of which {learnt.Answered} were answered",
    };

    private sealed record LeadRow
    {
        public string Phone { get; init; } = "";

        public string RecipientData { get; init; } = "";

        public long? ExpiresAt { get; init; }
    }
}
