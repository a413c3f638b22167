using System.Text.Json.Serialization;
using Futwork.Hosting;

namespace Futwork.Leads;

/// <summary>A lead as it is shown.</summary>
internal sealed record LeadView
{
    /// <summary>Its id.</summary>
    public required string LeadId { get; init; }

    /// <summary>The campaign it was pushed into.</summary>
    public required string CampaignId { get; init; }

    /// <summary>The client's own id of it.</summary>
    public required string? ExternalId { get; init; }

    /// <summary>The number as it was sent.</summary>
    public required string RecipientPhoneNumber { get; init; }

    /// <summary>The number in E.164.</summary>
    public required string NormalizedPhoneNumber { get; init; }

    /// <summary>The data as it was sent, byte for byte.</summary>
    public required RawJson RecipientData { get; init; }

    /// <summary>Where it stands: <c>queued</c> while a call is owed, else the status of its call.</summary>
    public required string Status { get; init; }

    /// <summary>What its last call came to, or how it ended without one; null before that. Cancelled while it is called, it is <c>canceled</c> unless that call is answered.</summary>
    public required string? Outcome { get; init; }

    /// <summary>Calls that may have rung.</summary>
    public required long Attempts { get; init; }

    /// <summary>When it is due to be called; null when no call is owed.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>0 to 9, the highest is called first.</summary>
    public required long Priority { get; init; }

    /// <summary>It is not called before this; null is no bound.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>It is not called from then on; null is no bound.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The lead of another campaign that it was made of, to be called once more; null for one that was pushed.</summary>
    public required string? RedialOf { get; init; }

    /// <summary>When it was pushed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its calls, the first one first; only where one lead is read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeadCallView>? Calls { get; init; }

    public static LeadView Of(LeadState lead) => new()
    {
        LeadId = lead.Id,
        CampaignId = lead.CampaignId,
        ExternalId = lead.ExternalId,
        RecipientPhoneNumber = lead.PhoneSent,
        NormalizedPhoneNumber = lead.Phone,
        RecipientData = new RawJson(lead.RecipientData),
        Status = lead.Status,
        Outcome = lead.Outcome,
        Attempts = lead.Attempts,
        DueAt = lead.IsWaiting ? Times.FromUnix(lead.DueAt) : null,
        Priority = lead.Priority,
        NotBefore = Times.FromUnix(lead.NotBefore),
        ExpiresAt = Times.FromUnix(lead.ExpiresAt),
        RedialOf = lead.RedialOf,
        CreatedAt = Times.FromUnix(lead.CreatedAt),
    };
}

/// <summary>One call of a lead.</summary>
internal sealed record LeadCallView(
    string CallSid, long Attempt, string Status, string? Outcome, string? Disposition, string? HangupBy, string? HangupReason,
    DateTimeOffset CreatedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt)
{
    public static LeadCallView Of(LeadCall call) => new(
        call.Id, call.Attempt, call.Status, call.Outcome, call.Disposition, call.HangupBy, call.HangupReason,
        Times.FromUnix(call.CreatedAt), Times.FromUnix(call.AnsweredAt), Times.FromUnix(call.EndedAt));
}
