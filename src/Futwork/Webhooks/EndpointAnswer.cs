namespace Futwork.Webhooks;

/// <summary>What came of one post to a client's endpoint.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Milliseconds">Until its body had been read or given up, or the answer was known not to come.</param>
internal sealed record EndpointAnswer(DateTimeOffset At, long Milliseconds)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Why none came, in words; null when one did.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of its body, as far as that came; null when no answer did.</summary>
    public string? Body { get; init; }

    /// <summary>How long the endpoint asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
