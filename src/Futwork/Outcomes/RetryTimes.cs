using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Outcomes;

/// <summary>An attempt that is over, and after which there is another one.</summary>
internal record EndedAttempt
{
    /// <summary>Which call it was.</summary>
    public string CallSid { get; init; } = "";

    /// <summary>What it came to.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>When it ended, unix milliseconds.</summary>
    public long EndedAt { get; init; }

    /// <summary>When it was dialled, unix milliseconds.</summary>
    public long? DialAt { get; init; }

    public string Phone { get; init; } = "";

    public string RecipientData { get; init; } = "";

    /// <summary>The lead's own, 0 to 9.</summary>
    public long Priority { get; init; }

    /// <summary>The lead is not called before this, unix milliseconds.</summary>
    public long? NotBefore { get; init; }

    /// <summary>The lead is not called from then on, unix milliseconds.</summary>
    public long? ExpiresAt { get; init; }
}

/// <summary>When leads are tried again that were called: after the gap, or at the times of the day at which people answer.</summary>
internal sealed class RetryTimes(AnswerHours answers)
{
    /// <summary>The hours at which the people of a campaign were found to answer; null where it does not go by them.</summary>
    public async Task<LearntHours?> LearnAsync(Session session, string workspaceId, string campaignId, RetrySettings retry) =>
        retry.BestTime?.Learn == true ? await answers.ReadAsync(session, workspaceId, campaignId) : null;

    /// <summary>When the attempt after one is due.</summary>
    /// <param name="attempt">The one that is over.</param>
    /// <param name="settings">The campaign's.</param>
    /// <param name="learnt">See <see cref="LearnAsync"/>.</param>
    /// <param name="gap">The pause by the retry policy.</param>
    /// <returns>Unix milliseconds, and what was planned where the time of the day is chosen.</returns>
    public static (long DueAt, RetryPlan? Plan) After(EndedAttempt attempt, CampaignSettings settings, LearntHours? learnt, TimeSpan gap)
    {
        var gapEndsAt = attempt.EndedAt + (long)gap.TotalMilliseconds;
        var plan = settings.Retry.BestTime is { } best && best.On.Contains(attempt.Outcome) ? Plan(attempt, settings, best, learnt, gapEndsAt) : null;
        return (Math.Max(plan?.At.ToUnixTimeMilliseconds() ?? gapEndsAt, attempt.NotBefore ?? 0), plan);
    }

    /// <summary>Keeps with calls what was planned after them.</summary>
    public static Task KeepAsync(Session session, string workspaceId, IReadOnlyList<(string CallSid, RetryPlan? Plan)> planned) =>
        session.UpdateAsync("calls", "retry_plan = plan",
        [
            new("workspace", planned.Select(_ => workspaceId).ToArray()),
            new("call", planned.Select(one => one.CallSid).ToArray()),
            new("plan", planned.Select(one => one.Plan is null ? null : ApiJson.Write(one.Plan)).ToArray()),
        ], ("id", "call"), "workspace_id = workspace", "id");

    private static RetryPlan Plan(EndedAttempt attempt, CampaignSettings settings, BestTimeSettings best, LearntHours? learnt, long gapEndsAt)
    {
        var hours = settings.Hours();
        var person = hours.Person(attempt.Phone, attempt.RecipientData);
        var wishes = new[]
        {
            (RetryPlan.ByLead, PreferredTimes.Parse(CallingHours.TextOf(attempt.RecipientData, best.Field)) ?? []),
            (RetryPlan.ByCampaign, best.Windows),
            (RetryPlan.ByLearning, learnt?.Windows ?? []),
        };
        var latest = Math.Min(attempt.EndedAt + (long)settings.Retry.Longest(attempt.Outcome).TotalMilliseconds, (attempt.ExpiresAt ?? long.MaxValue) - 1);
        var (missedAt, earliest) = (Times.FromUnix(attempt.DialAt ?? attempt.EndedAt), Times.FromUnix(gapEndsAt));
        return RetryPlan.Make(best, hours.For(person), person, wishes, missedAt, earliest, Times.FromUnix(latest)) with { Learnt = Describe(learnt) };
    }

    private static string? Describe(LearntHours? learnt) => learnt switch
    {
        null => null,
        { IsEnough: false } => $"{learnt.Calls} calls of the {learnt.From}, of {LearntHours.FewestCalls} that are needed",
        { Windows.Count: 0 } => $"{learnt.Calls} calls of the {learnt.From}, and no hour is better than the others for certain",
        _ => $"{learnt.Calls} calls of the {learnt.From}, of which {learnt.Answered} were answered",
    };
}
