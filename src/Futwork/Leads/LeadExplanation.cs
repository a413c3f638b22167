using System.Text.Json.Serialization;

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
