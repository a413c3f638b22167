using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.Demo;

/// <summary>An ordinary client of the public API.</summary>
internal sealed class PlatformClient(HttpClient http)
{
    /// <summary>Where the platform is.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>Reads a resource.</summary>
    /// <returns>Null when there is none (404).</returns>
    /// <exception cref="DemoException">The platform refused; says what it said.</exception>
    public async Task<JsonObject?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        return response.StatusCode is HttpStatusCode.NotFound ? null : await ContentAsync(response, cancellationToken);
    }

    /// <summary>Sends JSON.</summary>
    /// <exception cref="DemoException">The platform refused; says what it said.</exception>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        return await ContentAsync(response, cancellationToken);
    }

    /// <summary>What happens on the platform, as it happens, until cancelled or until the platform ends.</summary>
    public async Task<Stream> EventsAsync(CancellationToken cancellationToken)
    {
        var response = await http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    private static async Task<JsonObject> ContentAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            throw new DemoException(
                "The database does not know the API key of demo.json: it belongs to another data folder. "
                + "Delete the data folder, or name another database with --database.");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new DemoException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath} was answered with {(int)response.StatusCode}: {text}");
        }

        return string.IsNullOrEmpty(text) ? [] : (JsonObject)JsonNode.Parse(text)!;
    }
}
