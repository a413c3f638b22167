namespace Futwork.Webhooks;

/// <summary>How one attempt to deliver a webhook went.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Error">Why it failed, in words; null when it did not.</param>
/// <param name="Response">The first <see cref="KeptCharacters"/> of the answer.</param>
internal sealed record DeliveryAttempt(long At, long DurationMs, int? Status, string? Error, string? Response, TimeSpan? RetryAfter = null)
{
    public const int KeptCharacters = 1000;

    public static DeliveryAttempt Of(EndpointAnswer answer) =>
        new(answer.At.ToUnixTimeMilliseconds(), answer.Milliseconds, answer.Status,
            answer.Error ?? (IsTaken(answer.Status) ? null : $"The endpoint answered {answer.Status}; a webhook is taken by any 2xx."), answer.Body, answer.RetryAfter);

    /// <summary>The receiver has it: any 2xx.</summary>
    public bool Taken => IsTaken(Status);

    /// <summary>The receiver never wants to hear of this endpoint again (410).</summary>
    public bool Gone => Status is 410;

    private static bool IsTaken(int? status) => status is >= 200 and <= 299;
}
