using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Telephony;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>What the line and the conversation report, in the words of statuses, outcomes and hang-up reasons.</summary>
internal static class CallEndings
{
    /// <summary>A carrier that asks for more is asked again after this: the wish may be meant for one number, or be a mistake.</summary>
    private static readonly TimeSpan LongestTrunkRest = TimeSpan.FromHours(1);

    /// <summary>It may be short of connections alone, and is not to be asked by the same call all the time.</summary>
    private static readonly TimeSpan UntilItIsBack = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BeforeTheNextTry = TimeSpan.FromSeconds(30);

    /// <summary>Nobody answered.</summary>
    /// <param name="answer">How the attempt went.</param>
    /// <param name="cause">Why this node cancelled it, if it did.</param>
    /// <param name="used">What engines did while it rang.</param>
    public static CallEnding Unanswered(LegAnswer answer, HangUpCause? cause, IReadOnlyList<EngineUsage>? used = null)
    {
        var ending = answer.Result switch
        {
            LegResult.Busy => By(HangupBy.Carrier, HangupReason.Busy, new(CallStatus.Busy, CallOutcome.Busy)),
            LegResult.NoAnswer => By(HangupBy.Carrier, HangupReason.Unanswered, new(CallStatus.NoAnswer, CallOutcome.NoAnswer)),
            LegResult.Rejected => By(HangupBy.Callee, HangupReason.Rejected, Failed(CallOutcome.Rejected)),
            LegResult.InvalidNumber => By(HangupBy.Carrier, HangupReason.InvalidNumber, Failed(CallOutcome.InvalidNumber)),
            LegResult.Unreachable => By(HangupBy.Carrier, HangupReason.CarrierUnreachable, Failed(CallOutcome.Unreachable)),
            LegResult.PhoneUnreachable => By(HangupBy.Carrier, HangupReason.RecipientUnreachable, Failed(CallOutcome.Unreachable)),
            LegResult.CarrierRejected => By(HangupBy.Carrier, HangupReason.CarrierDeclined, Failed(CallOutcome.CarrierRejected)),
            LegResult.Congestion => By(HangupBy.Carrier, HangupReason.Congestion, Failed(CallOutcome.Failed)),
            LegResult.Canceled => Canceled(cause),
            _ => By(HangupBy.Carrier, HangupReason.CarrierError, Failed(CallOutcome.Failed)),
        };
        var fault = TrunkFault(answer.Result);
        return ending with
        {
            HangupCode = answer.CauseCode ?? answer.SipStatus,
            RetryAfter = answer.RetryAfter,
            TrunkFault = fault,
            TrunkRest = fault is true ? answer.RetryAfter > LongestTrunkRest ? LongestTrunkRest : answer.RetryAfter : null,
            FailedUnheard = (fault is true || cause is HangUpCause.CannotSpeak) && !answer.Rang,
            Usage = used is { Count: > 0 } ? ApiJson.Write(used) : null,
        };
    }

    /// <summary>There was a conversation.</summary>
    public static CallEnding Answered(ConversationResult result, LegEnding leg, HangUpCause? cause, bool isInbound = false)
    {
        var (by, reason) = isInbound && result.End is ConversationEnd.PersonHungUp ? (HangupBy.Caller, HangupReason.CallerHungUp) : Reason(result.End, cause);
        return By(by, reason, new CallEnding(CallStatus.CallDisconnected, result.ReachedVoicemail ? CallOutcome.Voicemail : CallOutcome.Human)) with
        {
            AnsweredBy = AnsweredByName.Of(result.AnsweredBy),
            AnsweredByConfidence = result.AnsweredByConfidence,
            HangupCode = leg.CauseCode,
            Duration = result.Duration,
            Transcript = [.. result.Transcript.Select(SpokenLine.Of)],
            Disposition = result.Disposition,
            ExtractedData = result.Fields.Count == 0 ? null : ApiJson.Write(result.Fields.ToDictionary()),
            Metrics = ApiJson.Write(result.Metrics),
            Usage = result.Usage.Count == 0 ? null : ApiJson.Write(result.Usage),
            ToolCalls = result.ToolCalls.Count == 0 ? null : ApiJson.Write(result.ToolCalls.Select(ToolCallView.Of)),
            Callback = result.Callback,
            OptedOut = result.OptedOut,
            TrunkFault = isInbound ? null : false,
        };
    }

    /// <summary>Somebody answered, and the agent said nothing: it could not, or the call was called off at that moment.</summary>
    public static CallEnding Speechless(TimeSpan duration, HangUpCause? cause)
    {
        var (by, reason) = LocalReason(cause);
        return By(by, reason, new CallEnding(CallStatus.CallDisconnected, CallOutcome.Failed)) with { Duration = duration };
    }

    /// <summary>Something broke on this side before the carrier heard of the call.</summary>
    public static CallEnding NeverLeft() =>
        By(HangupBy.Error, HangupReason.PlatformError, Failed(CallOutcome.Failed)) with { NeverLeft = true };

    /// <summary>The lead has no value for something that its agent needs: the agent was changed since the lead came.</summary>
    public static CallEnding LacksVariables() => NeverLeft() with { HangupReason = HangupReason.MissingVariables };

    /// <summary>Somebody called it off before the carrier heard of the call, or its agent could not speak.</summary>
    public static CallEnding CalledOff(HangUpCause? cause) => cause is HangUpCause.CannotSpeak ? NotNow() : Canceled(cause) with { NeverLeft = true };

    /// <summary>The client's server forbade it, or did not say that it may be made.</summary>
    public static CallEnding Vetoed(PreDialDecision veto) =>
        By(HangupBy.ApiRequest, HangupReason.Vetoed, new CallEnding(CallStatus.Canceled, veto.Until is null ? CallOutcome.Suppressed : CallOutcome.Canceled)) with
        {
            NeverLeft = true,
            Veto = veto,
        };

    /// <summary>What its claim went by changed before the carrier heard of the call.</summary>
    public static CallEnding Withdrawn() =>
        By(HangupBy.ApiRequest, HangupReason.Withdrawn, new CallEnding(CallStatus.Canceled, CallOutcome.Canceled)) with { NeverLeft = true, IsWithdrawn = true };

    /// <summary>The database failed this node before the carrier heard of the call. When that is written down it is back.</summary>
    public static CallEnding DatabaseAway() => Withdrawn() with { HangupBy = HangupBy.Error, RetryAfter = UntilItIsBack };

    /// <summary>This node had nothing to make the call with: no port for its sound, or no engine that answers. It waits for somebody's end, or for another node.</summary>
    public static CallEnding NotNow() => DatabaseAway() with { RetryAfter = BeforeTheNextTry };

    /// <summary>Who called us hung up before the agent answered, or never acknowledged the answer.</summary>
    public static CallEnding GaveUp() => By(HangupBy.Caller, HangupReason.CallerGaveUp, new CallEnding(CallStatus.Canceled, CallOutcome.Canceled));

    /// <summary>We refused a call that was ringing here, or could not take it.</summary>
    public static CallEnding Refused(HangUpCause? cause) => Canceled(cause);

    /// <summary>Something broke on this side afterwards.</summary>
    /// <param name="answered">Somebody is known to have answered.</param>
    /// <param name="transcript">What was said until then.</param>
    public static CallEnding Broken(bool answered, IReadOnlyList<SpokenLine> transcript) =>
        By(HangupBy.Error, HangupReason.PlatformError, answered ? CutOff(CallOutcome.Failed, transcript) : Failed(CallOutcome.Failed));

    /// <summary>The node that ran the call is gone: it may have rung, and there may have been talk.</summary>
    /// <param name="answered">Somebody is known to have answered.</param>
    /// <param name="transcript">What was said so far.</param>
    /// <param name="takenFor">How long the phone may ring, or be off the hook, from now on, since nobody is there to end the call; null: no longer.</param>
    public static CallEnding Interrupted(bool answered, IReadOnlyList<SpokenLine> transcript, TimeSpan? takenFor = null) =>
        By(HangupBy.Error, HangupReason.PlatformStopped, answered ? CutOff(CallOutcome.Interrupted, transcript) : Failed(CallOutcome.Interrupted)) with { RetryAfter = takenFor };

    /// <summary>What a person decides, or whoever cancelled, tells nothing bad of the line.</summary>
    private static bool? TrunkFault(LegResult result) => result switch
    {
        LegResult.Unreachable or LegResult.CarrierRejected or LegResult.Congestion or LegResult.Failed => true,
        LegResult.Canceled => null,
        _ => false,
    };

    private static CallEnding Canceled(HangUpCause? cause) => cause switch
    {
        HangUpCause.PlatformStopped => By(HangupBy.Error, HangupReason.PlatformStopped, Failed(CallOutcome.Interrupted)),
        HangUpCause.CannotSpeak => By(HangupBy.Error, HangupReason.SpeechUnavailable, Failed(CallOutcome.Failed)),
        _ => By(HangupBy.ApiRequest, HangupReason.CanceledByApi, new(CallStatus.Canceled, CallOutcome.Canceled)),
    };

    private static (string By, string Reason) LocalReason(HangUpCause? cause) => cause switch
    {
        HangUpCause.PlatformStopped => (HangupBy.Error, HangupReason.PlatformStopped),
        HangUpCause.CannotSpeak => (HangupBy.Error, HangupReason.SpeechUnavailable),
        _ => (HangupBy.ApiRequest, HangupReason.HungUpByApi),
    };

    private static (string By, string Reason) Reason(ConversationEnd end, HangUpCause? cause) => end switch
    {
        ConversationEnd.PersonHungUp => (HangupBy.Callee, HangupReason.RecipientHungUp),
        ConversationEnd.FlowEnded => (HangupBy.ApiRequest, HangupReason.FlowEnded),
        ConversationEnd.ModelEnded => (HangupBy.ApiRequest, HangupReason.EndCallTool),
        ConversationEnd.Silence => (HangupBy.ApiRequest, HangupReason.Inactivity),
        ConversationEnd.MaxDuration => (HangupBy.ApiRequest, HangupReason.MaxDuration),
        ConversationEnd.MachineAnswered => (HangupBy.ApiRequest, HangupReason.Voicemail),
        ConversationEnd.HungUpByApi => LocalReason(cause),
        ConversationEnd.SpeechToTextFailed => (HangupBy.Error, HangupReason.TranscriberError),
        ConversationEnd.TextToSpeechFailed => (HangupBy.Error, HangupReason.SynthesizerError),
        ConversationEnd.ModelFailed => (HangupBy.Error, HangupReason.ModelError),
        ConversationEnd.Transferred => (HangupBy.ApiRequest, HangupReason.Transferred),
        _ => (HangupBy.Carrier, HangupReason.CarrierError),
    };

    /// <summary>An answered call of which nobody knows when it ended: it lasted for as long as there was talk.</summary>
    private static CallEnding CutOff(string outcome, IReadOnlyList<SpokenLine> transcript) => new(CallStatus.CallDisconnected, outcome)
    {
        Transcript = transcript,
        Duration = transcript.Count > 0 ? TimeSpan.FromMilliseconds(transcript[^1].EndMs) : null,
    };

    private static CallEnding Failed(string outcome) => new(CallStatus.Failed, outcome);

    private static CallEnding By(string by, string reason, CallEnding ending) => ending with { HangupBy = by, HangupReason = reason };
}
