using Futwork.Data;
using Futwork.Realtime.Conversation;
using Futwork.Webhooks;

namespace Futwork.Outcomes;

/// <summary>How one attempt went: all that Calls hands to Outcomes.</summary>
/// <param name="Status">The call's status from now on: <c>call-disconnected</c> when it was answered, else a final one.</param>
/// <param name="Outcome">One of <see cref="CallOutcome"/>.</param>
internal sealed record CallEnding(string Status, string Outcome)
{
    public string? HangupBy { get; init; }

    public string? HangupReason { get; init; }

    /// <summary>The raw provider code: the Q.850 cause, or else the SIP status.</summary>
    public int? HangupCode { get; init; }

    /// <summary>From the answer to the end; null when nobody answered.</summary>
    public TimeSpan? Duration { get; init; }

    public IReadOnlyList<SpokenLine> Transcript { get; init; } = [];

    /// <summary>What the flow, or the model during the call, called it.</summary>
    public string? Disposition { get; init; }

    /// <summary>The fields a flow filled, a JSON object.</summary>
    public string? ExtractedData { get; init; }

    /// <summary>Who or what answered, see <see cref="AnsweredByName"/>; null when nobody did.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>How certain that is, 0 to 1.</summary>
    public double? AnsweredByConfidence { get; init; }

    /// <summary>What was measured, a JSON object.</summary>
    public string? Metrics { get; init; }

    /// <summary>What each engine did and cost, a JSON array.</summary>
    public string? Usage { get; init; }

    /// <summary>The tools that a model called, a JSON array; null when there were none.</summary>
    public string? ToolCalls { get; init; }

    /// <summary>The person asked to be called back.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>The person asked never to be called again.</summary>
    public bool OptedOut { get; init; }

    /// <summary>The person is not to be tried again before this: the carrier asks for it, or the phone may still ring.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The carrier asks to be left alone for so long, whoever is to be called.</summary>
    public TimeSpan? TrunkRest { get; init; }

    /// <summary>It failed by the line's or the carrier's fault; false when the line did its part, null when nothing is told of it.</summary>
    public bool? TrunkFault { get; init; }

    /// <summary>It failed before anything rang, by the line's fault or because the agent could not speak: it does not count as an attempt.</summary>
    public bool FailedUnheard { get; init; }

    /// <summary>The client's server forbade it: when the lead is due again, or that it never is.</summary>
    public PreDialDecision? Veto { get; init; }

    /// <summary>What its claim went by has changed since: it is looked at anew at once, and costs nothing.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Nothing was sent to the carrier: it cannot have rung, and does not count as an attempt.</summary>
    public bool NeverLeft { get; init; }

    /// <summary>Nothing rang: for the person it is as if there had been no call.</summary>
    public bool Unheard => NeverLeft || FailedUnheard;

    /// <summary>It was not made, and is to be made yet: it takes the place of no other.</summary>
    public bool IsPostponed => IsWithdrawn || Veto?.Until is not null;

    /// <summary>Somebody, or something, was on the line.</summary>
    public bool Answered => Status == CallStatus.CallDisconnected;

    /// <summary>They talked with us. What broke on our side before they said anything is no talk. <see cref="Tried"/> asks the same of kept calls.</summary>
    public bool Talked => Answered && (Callback is not null || Transcript.Any(line => line.Speaker == Webhooks.Transcript.Person)
        || (Outcome is CallOutcome.Human or CallOutcome.Voicemail && HangupBy != Outcomes.HangupBy.Error));

    /// <summary>So did the person, and no machine of theirs.</summary>
    public bool TalkedInPerson => Talked && Outcome != CallOutcome.Voicemail;
}
