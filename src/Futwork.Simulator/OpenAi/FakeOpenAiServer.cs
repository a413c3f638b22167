using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.OpenAi;

/// <summary>
/// A server on loopback that speaks OpenAI's chat completions by a script: streamed and whole answers, tool calls in
/// fragments, slow tokens, errors and dropped connections.
/// </summary>
public sealed class FakeOpenAiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeReply> _replies = new();
    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TimeProvider _time;

    private FakeOpenAiServer(WebApplication app, TimeProvider time)
    {
        (_app, _time) = (app, time);
        app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>What to give a client as its base URL.</summary>
    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    /// <summary>The key that clients must send; null takes any.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The bodies received, in order.</summary>
    public IReadOnlyList<JsonElement> Requests => [.. _requests];

    /// <summary>Starts a server on a free port of loopback.</summary>
    public static async Task<FakeOpenAiServer> StartAsync(TimeProvider? time = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeOpenAiServer(builder.Build(), time ?? TimeProvider.System);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds an answer to the script. Without any, a request is answered with an error 500.</summary>
    public void Enqueue(FakeReply reply) => _replies.Enqueue(reply);

    /// <summary>Waits for the next request that nobody has waited for yet.</summary>
    public Task RequestArrivedAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        JsonElement request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        _requests.Enqueue(request);
        _arrived.Release();
        if (ApiKey is not null && context.Request.Headers.Authorization != $"Bearer {ApiKey}")
        {
            await SendErrorAsync(context, new FakeReply { Status = 401, Body = """{"error":{"message":"Incorrect API key provided."}}""" });
            return;
        }

        FakeReply reply = _replies.TryDequeue(out FakeReply? next) ? next : new FakeReply { Status = 500, Body = """{"error":{"message":"The script is empty."}}""" };
        if (reply.Status != 200)
            await SendErrorAsync(context, reply);
        else if (request.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind is JsonValueKind.True)
            await StreamAsync(context, reply);
        else
            await SendWholeAsync(context, reply);
    }

    private static async Task SendErrorAsync(HttpContext context, FakeReply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
    }

    private static async Task SendWholeAsync(HttpContext context, FakeReply reply)
    {
        await reply.Hold.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(FakeCompletion.Whole(reply).ToJsonString(), context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, FakeReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await reply.Hold.WaitAsync(context.RequestAborted);
        int sent = 0;
        foreach (JsonObject chunk in FakeCompletion.Chunks(reply))
        {
            if (reply.DropAfterTokens == sent++)
            {
                context.Abort();
                return;
            }

            await SendEventAsync(context, chunk.ToJsonString());
            if (reply.TokenGap > TimeSpan.Zero)
                await Task.Delay(reply.TokenGap, _time, context.RequestAborted);
        }

        await SendEventAsync(context, "[DONE]");
    }

    private static async Task SendEventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
