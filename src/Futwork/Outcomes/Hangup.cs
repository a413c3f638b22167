namespace Futwork.Outcomes;

/// <summary>Who ended a call: the values of <c>hangupBy</c>. A person whom we called is the callee, one who called us the caller.</summary>
internal static class HangupBy
{
    public const string Callee = "Callee";
    public const string Caller = "Caller";
    public const string Carrier = "Carrier";
    public const string ApiRequest = "API Request";
    public const string Error = "Error";
}

/// <summary>Why a call ended: the closed list of <c>hangupReason</c>.</summary>
internal static class HangupReason
{
    public const string RecipientHungUp = "Call recipient hungup";
    public const string CallerHungUp = "Caller hungup";
    public const string CallerGaveUp = "Caller gave up";
    public const string FlowEnded = "llm_prompted_hangup";
    public const string EndCallTool = "end_call_tool";
    public const string Transferred = "call_transferred";
    public const string Voicemail = "voicemail_detected";
    public const string Inactivity = "inactivity_timeout";
    public const string MaxDuration = "call_max_duration";
    public const string TranscriberError = "transcriber_error";
    public const string SynthesizerError = "synthesizer_error";
    public const string ModelError = "llm_error";
    public const string SpeechUnavailable = "speech_engine_unavailable";
    public const string Busy = "Call recipient was busy";
    public const string Unanswered = "Call unanswered";
    public const string Rejected = "Call recipient rejected";
    public const string InvalidNumber = "Call recipient number invalid";
    public const string RecipientUnreachable = "Call recipient unreachable";
    public const string Congestion = "Network Congestion From Carrier";
    public const string CarrierError = "Carrier Internal Error";
    public const string CarrierDeclined = "Carrier declined";
    public const string CarrierUnreachable = "Carrier unreachable";
    public const string CanceledByApi = "Cancelled by API";
    public const string HungUpByApi = "Hung up by API";
    public const string Vetoed = "Vetoed before the dial";
    public const string Withdrawn = "Withdrawn before the dial";
    public const string PlatformStopped = "Platform stopped";
    public const string PlatformError = "Platform error";
    public const string MissingVariables = "missing_variables";

    /// <summary>Of a lead that ends without a call, as the four that follow.</summary>
    public const string CampaignCancelled = "Campaign cancelled";
    public const string CampaignCompleted = "Campaign completed";
    public const string LeadExpired = "Lead expired";
    public const string DoNotCall = "On do-not-call list";
    public const string StoppedByRule = "Stopped by rule";
}

/// <summary>Why this node ends a call by itself.</summary>
internal enum HangUpCause
{
    /// <summary>Somebody asked for it through the API.</summary>
    ApiRequest,

    /// <summary>The node stops, or has lost the call to another node.</summary>
    PlatformStopped,

    /// <summary>The agent's ears or mouth cannot be had.</summary>
    CannotSpeak,
}
