using System.Globalization;
using System.Text;

namespace Futwork.Webhooks;

/// <summary>Posts to the endpoints of clients, once each.</summary>
internal sealed class EndpointClient(WebhooksOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(EndpointConnections.Handler(options.RefusePrivateAddresses, "Webhooks:RefusePrivateAddresses")) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Every failure of the endpoint or of the way to it is an answer that did not come, not an exception.</summary>
    /// <param name="post">What is sent.</param>
    /// <param name="within">The answer has to be read by then.</param>
    /// <param name="most">No more characters of the answer are read.</param>
    /// <param name="cancellationToken">Gives it up; nobody knows then whether it arrived.</param>
    public async Task<EndpointAnswer> PostAsync(SignedPost post, TimeSpan within, int most, CancellationToken cancellationToken)
    {
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        EndpointAnswer Answer() => new(at, (long)time.GetElapsedTime(started).TotalMilliseconds);

        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = post.Request(at);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BeginningAsync(response, most, either.Token);
            return Answer() with { Status = (int)response.StatusCode, Body = body, RetryAfter = RetryAfter(response, at) };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Answer() with { Error = string.Create(CultureInfo.InvariantCulture, $"The endpoint did not answer within {within.TotalSeconds} s.") };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or FormatException)
        {
            return Answer() with { Error = $"The endpoint could not be reached: {exception.Message}" };
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> BeginningAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var buffer = new char[most];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        // Half a character is none, and no database takes it.
        if (length > 0 && char.IsHighSurrogate(buffer[length - 1]))
            length--;
        // PostgreSQL's text has no room for a zero character.
        return new string(buffer, 0, length).Replace('\0', '\uFFFD');
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => null,
        };
}
