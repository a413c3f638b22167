using System.Net;
using System.Text.Json;
using Futwork.Realtime.Engines;

namespace Futwork.Providers.Models;

/// <summary>Turns a server's refusal into an exception that says what to do.</summary>
internal static class ModelErrors
{
    /// <summary>Anthropic's own status for "all models are busy".</summary>
    public const HttpStatusCode Overloaded = (HttpStatusCode)529;

    public static async Task<ModelException> FromAsync(HttpResponseMessage response, ModelServer server, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(HttpChatClient.LargestAnswer, cancellationToken);
        string reason = Reason(await response.Content.ReadAsStringAsync(cancellationToken));
        TimeSpan? retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return new ModelException(Message(response.StatusCode, server, path, reason, retryAfter), response.StatusCode, retryAfter);
    }

    private static string Message(HttpStatusCode status, ModelServer server, string path, string reason, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"The model's server refused the API key ({(int)status}). Set the key that {server.BaseUrl.Host} issued for this model.",
        HttpStatusCode.NotFound =>
            $"{server.BaseUrl.Host} knows no model '{server.Model}' at {server.BaseUrl.AbsolutePath.TrimEnd('/')}/{path} (404). Check the model's name and the base URL, which ends with the version, such as /v1.{reason}",
        HttpStatusCode.TooManyRequests =>
            $"The model's server takes no more requests for now (429){(retryAfter is { } wait ? $"; it asks to wait {wait.TotalSeconds:0} s" : "")}.{reason}",
        HttpStatusCode.RequestEntityTooLarge =>
            $"The conversation is too long for the model's server (413). Shorten the instructions.{reason}",
        Overloaded => $"The model's server is overloaded (529).{reason}",
        >= HttpStatusCode.InternalServerError => $"The model's server failed ({(int)status}).{reason}",
        _ => $"The model's server refused the request ({(int)status}).{reason}",
    };

    /// <summary>The server's own words, from OpenAI's form of an error or from another one that is common.</summary>
    private static string Reason(string body)
    {
        try
        {
            using JsonDocument json = Json.Parse(body);
            // Gemini's come in a list.
            JsonElement root = json.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : json.RootElement;
            JsonElement error = Json.Child(root, "error") ?? root;
            string? text = Json.Text(error, "message") ?? Json.Text(root, "error") ?? Json.Text(root, "detail");
            return VendorWords.Says(text);
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
