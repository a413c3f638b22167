using System.Globalization;
using System.Text;

namespace Futwork.Webhooks;

/// <summary>Posts to the endpoints of clients, once each.</summary>
internal sealed class EndpointClient(WebhooksOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(EndpointConnections.Handler(options.RefusePrivateAddresses, "Webhooks:RefusePrivateAddresses")) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Every failure of the endpoint or of the way to it is an answer that did not come, not an exception.</summary>
    /// <param name="post">What is sent.</param>
    /// <param name="within">It has to answer by then. Its status is one, whatever becomes of the body.</param>
    /// <param name="most">No more characters of the body are read.</param>
    /// <param name="bodyWithin">Nor is it read for longer than this after the status; null: until <paramref name="within"/>.</param>
    /// <param name="cancellationToken">Gives it up; nobody knows then whether it arrived.</param>
    public async Task<EndpointAnswer> PostAsync(SignedPost post, TimeSpan within, int most, TimeSpan? bodyWithin, CancellationToken cancellationToken)
    {
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        EndpointAnswer Answer() => new(at, (long)time.GetElapsedTime(started).TotalMilliseconds);

        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = post.Request(at);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (bodyWithin is { } patience)
                limit.CancelAfter(patience);
            var body = await BeginningAsync(response, most, either.Token);
            return Answer() with { Status = (int)response.StatusCode, Body = body, RetryAfter = RetryAfter(response, at) };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Answer() with { Error = string.Create(CultureInfo.InvariantCulture, $"The endpoint did not answer within {within.TotalSeconds} s.") };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or FormatException)
        {
            // What is at the root of it says why, where that around it often says no more than that it failed. It may quote what the endpoint sent.
            return Answer() with { Error = $"The endpoint could not be reached: {Kept(exception.GetBaseException().Message, most)}" };
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What came of the body until it was given up.</summary>
    private static async Task<string> BeginningAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        var (buffer, length) = (new char[most], 0);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (length < most && await reader.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
                length += read;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // The endpoint has said by its status what it did: a body that breaks off, or goes on for ever, does not take that back.
        }

        return Kept(new string(buffer, 0, length), most);
    }

    /// <summary>The beginning of a text of theirs, as every database can keep it.</summary>
    private static string Kept(string text, int most)
    {
        var length = Math.Min(text.Length, most);
        // Half a character is none, and no database takes it.
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
            length--;
        // PostgreSQL's text has no room for a zero character.
        return text[..length].Replace('\0', '\uFFFD');
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => null,
        };
}
