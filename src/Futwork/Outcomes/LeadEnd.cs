using Futwork.Campaigns;
using Futwork.Data;

namespace Futwork.Outcomes;

/// <summary>Why a lead ends that no call ended: what is kept with it and told by the webhook.</summary>
/// <param name="Name">How it is kept.</param>
/// <param name="Outcome">One of <see cref="CallOutcome"/>; null keeps what its last call came to.</param>
/// <param name="HangupBy">Who did it; null for a rule or the clock.</param>
/// <param name="HangupReason">In the words of the webhook.</param>
internal sealed record LeadEnd(string Name, string? Outcome, string? HangupBy, string HangupReason)
{
    /// <summary>Somebody cancelled the lead.</summary>
    public static readonly LeadEnd Canceled = new("api", CallOutcome.Canceled, Outcomes.HangupBy.ApiRequest, Outcomes.HangupReason.CanceledByApi);

    /// <summary>Its campaign was cancelled, or put away as a draft.</summary>
    public static readonly LeadEnd CampaignCancelled = new("campaign-cancelled", CallOutcome.Canceled, Outcomes.HangupBy.ApiRequest, Outcomes.HangupReason.CampaignCancelled);

    /// <summary>Its campaign was completed, or reached its last moment.</summary>
    public static readonly LeadEnd CampaignCompleted = new("campaign-completed", CallOutcome.Expired, null, Outcomes.HangupReason.CampaignCompleted);

    /// <summary>Its own time is over.</summary>
    public static readonly LeadEnd Expired = new("lead-expired", CallOutcome.Expired, null, Outcomes.HangupReason.LeadExpired);

    /// <summary>Its number is on the do-not-call list.</summary>
    public static readonly LeadEnd Suppressed = new("suppressed", CallOutcome.Suppressed, null, Outcomes.HangupReason.DoNotCall);

    /// <summary>A rule of the campaign that is new, or holds since the last call, lets it not be called again.</summary>
    /// <param name="rule"><see cref="StopConditions.ByConversion"/>, <see cref="StopConditions.ByTalk"/> or <see cref="RetrySettings.ByPolicy"/>.</param>
    public static LeadEnd Stopped(string rule) => new(rule, null, null, Outcomes.HangupReason.StoppedByRule);
}
