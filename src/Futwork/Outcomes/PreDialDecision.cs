using System.Text.Json.Serialization;

namespace Futwork.Outcomes;

/// <summary>What the client's server said before a dial.</summary>
/// <param name="Allowed">The call may be made.</param>
/// <param name="At">When it was asked.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record PreDialDecision(bool Allowed, DateTimeOffset At, long Milliseconds)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Its own words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Why there was no answer that could be used; such a call is not made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>When the lead is due again; null when the call is made, or never is.</summary>
    public DateTimeOffset? Until { get; init; }
}
