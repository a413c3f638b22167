using System.Text.Json;
using System.Text.Json.Serialization;
using Futwork.Hosting;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>A call as lists show it.</summary>
/// <param name="CallSid">Its id.</param>
/// <param name="LeadId">The lead that was called.</param>
/// <param name="CampaignId">The lead's campaign.</param>
/// <param name="AgentId">Who talked.</param>
/// <param name="AgentVersion">The agent's version that talked.</param>
/// <param name="TrunkId">The line.</param>
/// <param name="Direction"><c>outbound</c> when we called, <c>inbound</c> when the person did.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Outcome">What it came to; null while it is under way.</param>
/// <param name="Attempt">Which attempt for the lead it is, from 1.</param>
/// <param name="ToNumber">The number called.</param>
/// <param name="FromNumber">The number it called from.</param>
/// <param name="ProviderCallId">The carrier's id of it.</param>
/// <param name="CreatedAt">When it was claimed.</param>
/// <param name="RingingAt">When it rang.</param>
/// <param name="AnsweredAt">When it was answered.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="DurationSeconds">From the answer to the end.</param>
/// <param name="HangupBy">Who ended it.</param>
/// <param name="HangupReason">Why.</param>
/// <param name="HangupProviderCode">The carrier's code.</param>
/// <param name="AnsweredBy">Who or what answered: <c>human</c>, <c>voicemail</c>, <c>voicemail-full</c> (takes no message, or an announcement of the network),
/// <c>menu</c> (or an assistant that screens calls) or <c>unsure</c>; null when nobody answered.</param>
/// <param name="AnsweredByConfidence">How certain that is, 0 to 1.</param>
/// <param name="Disposition">The agent's label for it.</param>
/// <param name="ExtractedData">What was read out of it.</param>
/// <param name="HasRecording">There is sound at <c>/api/calls/{callSid}/recording</c>.</param>
internal record CallView(
    string CallSid, string LeadId, string CampaignId, string AgentId, long AgentVersion, string TrunkId, string Direction, string Status, string? Outcome, long Attempt,
    string ToNumber, string FromNumber, string? ProviderCallId, DateTimeOffset CreatedAt, DateTimeOffset? RingingAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt,
    double? DurationSeconds, string? HangupBy, string? HangupReason, long? HangupProviderCode,
    string? AnsweredBy, double? AnsweredByConfidence, string? Disposition, JsonElement? ExtractedData, bool HasRecording)
{
    public static CallView Of(Call call) => new(
        call.Id, call.LeadId, call.CampaignId, call.AgentId, call.AgentVersion, call.TrunkId, call.Direction, call.Status, call.Outcome, call.Attempt,
        call.ToNumber, call.FromNumber, call.ProviderCallId, Times.FromUnix(call.CreatedAt), Times.FromUnix(call.RingingAt), Times.FromUnix(call.AnsweredAt),
        Times.FromUnix(call.EndedAt), call.DurationMs / 1000d, call.HangupBy, call.HangupReason, call.HangupCode,
        call.AnsweredBy, call.AnsweredByConfidence, call.Disposition,
        ApiJson.Element(call.ExtractedData), call.Recording is not null);
}

/// <summary>Something that happened to a call.</summary>
/// <param name="At">When.</param>
/// <param name="What">The status it changed to.</param>
internal sealed record CallHappening(DateTimeOffset At, string What);

/// <summary>A call with all that is known of it.</summary>
/// <param name="View">What lists show.</param>
/// <param name="History">Its changes of status, in order.</param>
/// <param name="Transcript">What was heard, in order.</param>
/// <param name="Metrics">What was measured.</param>
/// <param name="Usage">What each engine did (seconds, characters, tokens), and what that cost where prices are configured.</param>
/// <param name="Analysis">What was found out after it: how much the person said, a summary, and label and fields, each with confidence and the quote that proves it.</param>
/// <param name="ToolCalls">The tools that the model called, with arguments and results.</param>
/// <param name="Callback">The call back that the person asked for.</param>
/// <param name="DialDecision">Which rules of the calling hours allowed it, for which moment, and in which timezones; null for a call that came in.</param>
/// <param name="PreDial">What the client's server said before the dial; null when it was not asked.</param>
/// <param name="RetryPlan">When the attempt after it was planned for and what chose the time of the day; null where the retry's gap alone did.</param>
/// <param name="RecordingUrl">A link to the sound that needs no API key and expires; null when there is none.</param>
internal sealed record CallDocument(
    [property: JsonIgnore] CallView View, IReadOnlyList<CallHappening> History, IReadOnlyList<SpokenLine> Transcript, JsonElement? Metrics,
    JsonElement? Usage, JsonElement? Analysis, JsonElement? ToolCalls, JsonElement? Callback, JsonElement? DialDecision,
    JsonElement? PreDial, JsonElement? RetryPlan, string? RecordingUrl) : CallView(View)
{
    public static CallDocument Of(Call call, IReadOnlyList<CallHappening> history, string? recordingUrl) =>
        new(CallView.Of(call), history, Webhooks.Transcript.FromLines(call.Transcript), ApiJson.Element(call.Metrics), ApiJson.Element(call.Usage), ApiJson.Element(call.Analysis),
            ApiJson.Element(call.ToolCalls), ApiJson.Element(call.Callback), ApiJson.Element(call.DialDecision), ApiJson.Element(call.PreDial), ApiJson.Element(call.RetryPlan), recordingUrl);
}
