using System.Globalization;
using System.Text;

namespace Futwork.Webhooks;

/// <summary>What is posted to a client's endpoint, signed as Standard Webhooks 1.0.0 says, and the beginning of what it answers.</summary>
internal static class SignedPost
{
    /// <param name="url">The endpoint.</param>
    /// <param name="secret">Its secret, open.</param>
    /// <param name="id">The same for every attempt.</param>
    /// <param name="at">Of this attempt.</param>
    /// <param name="body">JSON.</param>
    public static HttpRequestMessage Request(string url, string secret, string id, DateTimeOffset at, string body)
    {
        var timestamp = at.ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("content-type", "application/json");
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = content,
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", WebhookSignature.Sign(secret, id, timestamp, body) },
                { "user-agent", "Futwork-Webhooks/1" },
            },
        };
    }

    /// <summary>No more of an answer than <paramref name="most"/> characters is read.</summary>
    public static async Task<string> BeginningAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
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
}
