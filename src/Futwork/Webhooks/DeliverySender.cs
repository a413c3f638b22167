namespace Futwork.Webhooks;

/// <summary>How one post went.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Error">Why it failed, in words; null when it did not.</param>
/// <param name="Response">The first 1,000 characters of the answer.</param>
internal sealed record DeliveryAttempt(long At, long DurationMs, int? Status, string? Error, string? Response, TimeSpan? RetryAfter = null)
{
    /// <summary>The receiver has it: any 2xx.</summary>
    public bool Taken => Status is >= 200 and <= 299;

    /// <summary>The receiver never wants to hear of this endpoint again (410).</summary>
    public bool Gone => Status is 410;
}

/// <summary>Posts one frozen webhook, once.</summary>
internal sealed class DeliverySender(WebhooksOptions options, TimeProvider time) : IDisposable
{
    private const int KeptCharacters = 1000;

    private readonly HttpClient _http = new(EndpointConnections.Handler(options.RefusePrivateAddresses, "Webhooks:RefusePrivateAddresses")) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Sends it. Every failure of the receiver or of the way to it is an attempt that failed, not an exception.</summary>
    public async Task<DeliveryAttempt> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        DeliveryAttempt Attempt(int? status, string? error, string? response = null, TimeSpan? retryAfter = null) =>
            new(at.ToUnixTimeMilliseconds(), (long)time.GetElapsedTime(started).TotalMilliseconds, status, error, response, retryAfter);

        try
        {
            using var request = SignedPost.Request(delivery.Url, delivery.Secret, delivery.Id, at, delivery.Body);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await SignedPost.BeginningAsync(response, KeptCharacters, either.Token);
            var status = (int)response.StatusCode;
            return Attempt(status, response.IsSuccessStatusCode ? null : $"The endpoint answered {status}; a webhook is taken by any 2xx.", body, RetryAfter(response, at));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Attempt(null, $"The endpoint did not answer within {options.TimeoutSeconds} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException or FormatException)
        {
            return Attempt(null, $"The endpoint could not be reached: {exception.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => null,
        };
}
