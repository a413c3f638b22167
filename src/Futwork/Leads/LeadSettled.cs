using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Outcomes;
using static Futwork.Leads.LeadFacts;

namespace Futwork.Leads;

/// <summary>What became of a lead that waits for no call: its call is up, or it is over.</summary>
internal static class LeadSettled
{
    public static LeadReason Reason(LeadState lead, Campaign campaign, LastCall? last)
    {
        if (lead.LiveCallId is not null)
            return BeingCalled(lead);
        if (lead.Status == CallStatus.CallDisconnected)
            return new("being-analysed", "The call is over; what was said is being worked out.") { Facts = Facts(("outcome", lead.Outcome)) };
        if (Because(lead.EndedBy) is { } why)
            return new("stopped", $"It is not called again, because {why}.") { Facts = Facts(("rule", lead.EndedBy), ("outcome", lead.Outcome), ("attempts", lead.Attempts)) };
        if (lead is { Status: CallStatus.Failed, Attempts: 0 })
            return new("finished", $"No call to it could be made, and it is over: {last?.HangupReason ?? lead.Outcome}.") { Facts = Facts(("outcome", lead.Outcome), ("attempts", lead.Attempts)) };
        if (lead.Status != CallStatus.Canceled)
            return new("finished", $"It was called, and is finished: {lead.Outcome ?? lead.Status}.") { Facts = Facts(("outcome", lead.Outcome), ("attempts", lead.Attempts)) };
        if (lead.Outcome == CallOutcome.Suppressed && last?.Veto is { } veto)
            return LeadDue.Vetoed(veto, "it is not called");
        var (code, message) = Ended(lead.EndedBy);
        return new(code, message) { Facts = Facts(("outcome", lead.Outcome), ("attempts", lead.Attempts), ("campaignStatus", campaign.Status)) };
    }

    /// <summary>The rule of the campaign for which it is not called any more, in words that follow "because"; null where there is none.</summary>
    public static string? Because(string? rule) => rule switch
    {
        StopConditions.ByConversion => "a call came to a label that the campaign wants",
        StopConditions.ByTalk => "the person has talked for long enough",
        RetrySettings.ByPolicy => "the campaign's retry policy was changed and allows no further attempt",
        _ => null,
    };

    private static LeadReason BeingCalled(LeadState lead)
    {
        var isLast = lead.Outcome == CallOutcome.Canceled && lead.EndedBy == LeadEnd.Canceled.Name;
        return new("being-called", $"It is being called right now: the call is {lead.Status}.{(isLast ? " It was cancelled meanwhile: there will be no other call." : "")}")
        {
            Facts = Facts(("callSid", lead.LiveCallId), ("attempts", lead.Attempts)),
        };
    }

    private static (string Code, string Message) Ended(string? by) => by switch
    {
        _ when by == LeadEnd.CampaignCompleted.Name => ("campaign-ended", "The campaign was completed before it was called, or called again."),
        _ when by == LeadEnd.CampaignCancelled.Name => ("campaign-ended", "The campaign was cancelled before it was called, or called again."),
        _ when by == LeadEnd.Expired.Name => ("expired", "Its own time was over before it was called, or called again."),
        _ when by == LeadEnd.Suppressed.Name => ("suppressed", "Its number may not be called."),
        _ => ("canceled", "It was canceled."),
    };
}
