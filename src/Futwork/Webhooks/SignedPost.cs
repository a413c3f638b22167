using System.Globalization;
using System.Text;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>What is posted to a client's endpoint, signed as Standard Webhooks 1.0.0 says.</summary>
/// <param name="Url">The endpoint.</param>
/// <param name="Secret">Its secret, open.</param>
/// <param name="Headers">The client's own, open.</param>
/// <param name="Id">The same for every attempt.</param>
/// <param name="Body">JSON.</param>
internal sealed record SignedPost(string Url, string Secret, IReadOnlyDictionary<string, string> Headers, string Id, string Body)
{
    /// <returns>The post to an endpoint; or else why there is none, which is that something the endpoint keeps secret does not open.</returns>
    public static (SignedPost? Post, string? Fault) To(WebhookEndpoint endpoint, SecretBox box, string id, string body)
    {
        if (box.TryOpen(endpoint.WorkspaceId, endpoint.Secret) is not { } secret)
            return (null, LostSecretException.Says($"The secret of webhook endpoint {endpoint.Id}"));
        var headers = new Dictionary<string, string>();
        foreach (var (name, value) in endpoint.ReadHeaders())
        {
            if (box.TryOpen(endpoint.WorkspaceId, value) is not { } open)
                return (null, LostSecretException.Says($"The header '{name}' of webhook endpoint {endpoint.Id}"));
            headers[name] = open;
        }

        return (new SignedPost(endpoint.Url, secret, headers, id, body), null);
    }

    /// <param name="at">Of this attempt.</param>
    /// <exception cref="FormatException">The URL is none, or the secret.</exception>
    public HttpRequestMessage Request(DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.TryAddWithoutValidation("content-type", "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, Url)
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
        foreach (var (name, value) in Headers)
        {
            // .NET counts some names, such as Expires, among those of the content.
            if (!request.Headers.TryAddWithoutValidation(name, value))
                content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
