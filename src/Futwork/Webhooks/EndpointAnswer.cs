namespace Futwork.Webhooks;

/// <summary>What came of one post to a client's endpoint.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Milliseconds">Until the answer had been read, or was known not to come.</param>
internal sealed record EndpointAnswer(DateTimeOffset At, long Milliseconds)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Why none came, in words; null when one did.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the answer; null when none came.</summary>
    public string? Body { get; init; }

    /// <summary>How long the endpoint asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
