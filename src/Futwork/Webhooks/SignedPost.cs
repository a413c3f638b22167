using System.Globalization;
using System.Text;

namespace Futwork.Webhooks;

/// <summary>What is posted to a client's endpoint, signed as Standard Webhooks 1.0.0 says.</summary>
/// <param name="Url">The endpoint.</param>
/// <param name="Secret">Its secret, open.</param>
/// <param name="Id">The same for every attempt.</param>
/// <param name="Body">JSON.</param>
internal sealed record SignedPost(string Url, string Secret, string Id, string Body)
{
    /// <param name="at">Of this attempt.</param>
    /// <exception cref="FormatException">The URL is none, or the secret.</exception>
    public HttpRequestMessage Request(DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.TryAddWithoutValidation("content-type", "application/json");
        return new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = content,
            Headers =
            {
                { "webhook-id", Id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", WebhookSignature.Sign(Secret, Id, timestamp, Body) },
                { "user-agent", "Futwork-Webhooks/1" },
            },
        };
    }
}
