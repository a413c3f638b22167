using System.Text.Json;
using System.Text.Json.Serialization;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>Why a lead has not been called yet, or what became of it.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Waiting">Whether a call is still owed.</param>
/// <param name="Reasons">What holds it up at this moment, first the one to look at first; or how it ended.</param>
internal sealed record LeadExplanation(string LeadId, string Status, bool Waiting, IReadOnlyList<LeadReason> Reasons)
{
    /// <summary>
    /// The first moment at which nothing that is known now keeps it from being called; lines that are busy, and others that are due before it, may. Null when no
    /// call is owed, or when that depends on somebody, as with a campaign that is paused.
    /// </summary>
    public DateTimeOffset? EarliestCallAt { get; init; }

    /// <summary>Its calls, the first one first, and who decided what about each.</summary>
    public IReadOnlyList<LeadAttempt> Attempts { get; init; } = [];
}

/// <summary>One call of a lead, with the decisions about it.</summary>
/// <param name="CallSid">The call.</param>
/// <param name="Attempt">Its number, from 1; 0 where the person called us.</param>
/// <param name="At">When it was claimed, or came in.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Outcome">What it came to; null while it is up.</param>
/// <param name="HangupBy">Who ended it.</param>
/// <param name="HangupReason">Why.</param>
internal sealed record LeadAttempt(string CallSid, long Attempt, DateTimeOffset At, string Status, string? Outcome, string? HangupBy, string? HangupReason)
{
    /// <summary>Which rules allowed it, for which moment and by whose clock. Left out for a call that came in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? DialDecision { get; init; }

    /// <summary>What the client's server said before it. Left out when it was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? PreDial { get; init; }

    /// <summary>When the attempt after it was planned for, and what chose the time of the day. Left out where the retry's gap alone did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? RetryPlan { get; init; }

    public static LeadAttempt Of(LeadCall call) => new(
        call.Id, call.Attempt, Times.FromUnix(call.CreatedAt), call.Status, call.Outcome, call.HangupBy, call.HangupReason)
    {
        DialDecision = ApiJson.Element(call.DialDecision),
        PreDial = ApiJson.Element(call.PreDial),
        RetryPlan = ApiJson.Element(call.RetryPlan),
    };
}

/// <summary>One reason.</summary>
/// <param name="Code">A short name to branch on.</param>
/// <param name="Message">The reason in a sentence.</param>
internal sealed record LeadReason(string Code, string Message)
{
    /// <summary>When it ceases to hold, as far as is known now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The facts behind the sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, object?>? Facts { get; init; }
}
