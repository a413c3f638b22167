using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Futwork.Simulator.Models;

/// <summary>
/// A language model's server on loopback that answers by a script: streamed and whole answers, tool calls in fragments, slow
/// tokens, errors and dropped connections. A vendor's own server adds its protocol.
/// </summary>
public abstract class FakeModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeReply> _replies = new();
    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private readonly ConcurrentQueue<FakeRequest> _connections = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _listed = new(0);
    private readonly TimeProvider _time;

    private protected FakeModelServer(string path, TimeProvider? time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        (_app, _time) = (builder.Build(), time ?? TimeProvider.System);
        _app.Use((context, next) =>
        {
            _connections.Enqueue(new FakeRequest(context.Request.Method, context.Connection.Id, KeyOf(context.Request)));
            return next(context);
        });
        _app.MapPost("/v1/" + path, AnswerAsync);
        _app.MapGet("/v1/models", ListModelsAsync);
    }

    /// <summary>What to give a client as its base URL.</summary>
    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    /// <summary>The key that clients must send; null takes any.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The bodies received, in order.</summary>
    public IReadOnlyList<JsonElement> Requests => [.. _requests];

    /// <summary>Each request in order, whatever it asked for, and the connection that it came over.</summary>
    public IReadOnlyList<FakeRequest> Connections => [.. _connections];

    /// <summary>The list of models is not answered before this.</summary>
    public Task ModelsHold { get; set; } = Task.CompletedTask;

    /// <summary>Adds an answer to the script. Without any, a request is answered with an error 500.</summary>
    public void Enqueue(FakeReply reply) => _replies.Enqueue(reply);

    /// <summary>Waits for the next request that nobody has waited for yet.</summary>
    public Task RequestArrivedAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    /// <summary>Waits until somebody was told the list of models.</summary>
    public Task ModelsListedAsync(CancellationToken cancellationToken) => _listed.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _arrived.Dispose();
        _listed.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Listens on a free port.</summary>
    private protected Task ListenAsync() => _app.StartAsync();

    /// <summary>The key that a request brings.</summary>
    private protected abstract string? KeyOf(HttpRequest request);

    /// <summary>What the protocol forbids about a request; null when all is well.</summary>
    private protected abstract string? Objection(HttpRequest request, JsonElement body);

    /// <summary>An error as the vendor writes it.</summary>
    private protected abstract JsonObject Error(int status, string message);

    /// <summary>The answer as one object.</summary>
    private protected abstract JsonObject Whole(FakeReply reply);

    /// <summary>The answer as the events of a stream.</summary>
    private protected abstract IEnumerable<FakeEvent> Events(FakeReply reply);

    private async Task AnswerAsync(HttpContext context)
    {
        JsonElement request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        _requests.Enqueue(request);
        _arrived.Release();
        FakeReply reply = ApiKey is not null && KeyOf(context.Request) != ApiKey ? Failure(401, "The API key is not valid.")
            : Objection(context.Request, request) is { } objection ? Failure(400, objection)
            : _replies.TryDequeue(out FakeReply? next) ? next
            : Failure(500, "The script is empty.");
        if (reply.Status != 200)
            await SendErrorAsync(context, reply);
        else if (request.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind is JsonValueKind.True)
            await StreamAsync(context, reply);
        else
            await SendWholeAsync(context, reply);
    }

    private async Task ListModelsAsync(HttpContext context)
    {
        await ModelsHold.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new { data = Array.Empty<string>() }, context.RequestAborted);
        await context.Response.CompleteAsync();
        _listed.Release();
    }

    private FakeReply Failure(int status, string message) => new() { Status = status, Body = Error(status, message).ToJsonString() };

    private static async Task SendErrorAsync(HttpContext context, FakeReply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
    }

    private async Task SendWholeAsync(HttpContext context, FakeReply reply)
    {
        await reply.Hold.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(Whole(reply).ToJsonString(), context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, FakeReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await reply.Hold.WaitAsync(context.RequestAborted);
        int tokens = 0;
        foreach (FakeEvent item in Events(reply))
        {
            if (reply.DropAfterTokens == tokens)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(item.Text, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (!item.IsToken)
                continue;
            tokens++;
            if (reply.TokenGap > TimeSpan.Zero)
                await Task.Delay(reply.TokenGap, _time, context.RequestAborted);
        }
    }
}
