using Futwork.Hosting;

namespace Futwork.Campaigns;

/// <summary>What may be asked of a campaign, or happens to it by the clock.</summary>
internal static class CampaignAction
{
    public const string Start = "start";
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Complete = "complete";
    public const string Cancel = "cancel";
    public const string Archive = "archive";

    /// <summary>Its first or its last moment has come, or it completes by itself.</summary>
    public const string Clock = "clock";

    /// <summary>Its settings were changed, and with them its first moment.</summary>
    public const string Change = "change";

    /// <summary>How to ask for it.</summary>
    public static string Request(string action) => action switch
    {
        Archive => "DELETE (archive)",
        Change => "PATCH (change)",
        _ => $"POST …/{action}",
    };
}

/// <summary>
/// The state machine of a campaign. <c>docs/campaigns.md</c> draws it, and a test keeps the drawing and this list equal. From the same status, <c>start</c> and
/// <c>resume</c> lead to <c>scheduled</c> while <c>startsAt</c> is still to come, and otherwise to <c>running</c>.
/// </summary>
internal static class CampaignStates
{
    public static readonly IReadOnlyList<(string From, string Action, string To)> Transitions =
    [
        (CampaignStatus.Draft, CampaignAction.Start, CampaignStatus.Scheduled),
        (CampaignStatus.Draft, CampaignAction.Start, CampaignStatus.Running),
        (CampaignStatus.Draft, CampaignAction.Cancel, CampaignStatus.Cancelled),
        (CampaignStatus.Draft, CampaignAction.Archive, CampaignStatus.Archived),
        (CampaignStatus.Scheduled, CampaignAction.Clock, CampaignStatus.Running),
        (CampaignStatus.Scheduled, CampaignAction.Change, CampaignStatus.Running),
        (CampaignStatus.Scheduled, CampaignAction.Pause, CampaignStatus.Paused),
        (CampaignStatus.Scheduled, CampaignAction.Cancel, CampaignStatus.Cancelled),
        (CampaignStatus.Running, CampaignAction.Change, CampaignStatus.Scheduled),
        (CampaignStatus.Running, CampaignAction.Pause, CampaignStatus.Paused),
        (CampaignStatus.Running, CampaignAction.Complete, CampaignStatus.Completed),
        (CampaignStatus.Running, CampaignAction.Cancel, CampaignStatus.Cancelled),
        (CampaignStatus.Running, CampaignAction.Clock, CampaignStatus.Completed),
        (CampaignStatus.Paused, CampaignAction.Resume, CampaignStatus.Scheduled),
        (CampaignStatus.Paused, CampaignAction.Resume, CampaignStatus.Running),
        (CampaignStatus.Paused, CampaignAction.Complete, CampaignStatus.Completed),
        (CampaignStatus.Paused, CampaignAction.Cancel, CampaignStatus.Cancelled),
        (CampaignStatus.Paused, CampaignAction.Clock, CampaignStatus.Completed),
        (CampaignStatus.Completed, CampaignAction.Archive, CampaignStatus.Archived),
        (CampaignStatus.Cancelled, CampaignAction.Archive, CampaignStatus.Archived),
    ];

    /// <summary>It is already what the action leads to: asking again changes nothing and is no fault.</summary>
    public static bool IsDone(string status, string action) =>
        Transitions.Any(step => step.Action == action && step.To == status) && !Transitions.Any(step => step.Action == action && step.From == status);

    /// <summary>Why an action cannot be had in this state, with those that can; null when it can.</summary>
    public static Problem? Refusal(string status, string action)
    {
        if (Transitions.Any(step => step.From == status && step.Action == action))
            return null;
        var takes = Transitions.Where(step => step.Action == action).Select(step => step.From).Distinct();
        var possible = Transitions.Where(step => step.From == status && step.Action != CampaignAction.Clock).Select(step => CampaignAction.Request(step.Action)).Distinct().ToList();
        return Problem.Conflict($"campaign-{status}",
            $"The campaign is {status}; {action} takes one that is {string.Join(" or ", takes)}. "
            + (possible.Count > 0 ? $"What can be done now: {string.Join(", ", possible)}." : "Nothing can be done with it any more but to duplicate it: POST …/duplicate."));
    }
}
