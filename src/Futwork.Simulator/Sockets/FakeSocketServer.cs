using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace Futwork.Simulator.Sockets;

/// <summary>A vendor's server on loopback that is spoken to over WebSockets, with faults on demand. A vendor's own server adds its protocol.</summary>
public abstract class FakeSocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SocketFault> _faults = new();
    private readonly ConcurrentQueue<string> _connections = new();
    private readonly ConcurrentDictionary<HttpContext, FakeSocket> _open = new();

    private protected FakeSocketServer(params ReadOnlySpan<string> paths)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        foreach (string path in paths)
            _app.MapGet(path, AnswerAsync);
    }

    /// <summary>What to give a client as its base URL.</summary>
    public Uri BaseUrl => new(_app.Urls.First());

    /// <summary>The key that clients must send; null takes any.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The path and query of every connection that was asked for, in order.</summary>
    public IReadOnlyList<string> Connections => [.. _connections];

    /// <summary>Adds what goes wrong with the next connection.</summary>
    public void Enqueue(SocketFault fault) => _faults.Enqueue(fault);

    /// <summary>From now on this goes wrong with all open connections.</summary>
    public void Strike(SocketFault fault)
    {
        foreach (FakeSocket socket in _open.Values)
            socket.Strike(fault);
    }

    /// <summary>Cuts all connections.</summary>
    public void DropAll()
    {
        foreach (HttpContext context in _open.Keys)
        {
            try
            {
                context.Abort();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        DropAll();
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Listens on a free port.</summary>
    private protected Task ListenAsync() => _app.StartAsync();

    /// <summary>Frees what the vendor's own server holds.</summary>
    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>The key that a handshake brings.</summary>
    private protected abstract string? KeyOf(HttpRequest request);

    /// <summary>The status that the protocol refuses a handshake with; null when all is well.</summary>
    private protected abstract int? Objection(HttpRequest request);

    /// <summary>Speaks the protocol until the client closes.</summary>
    private protected abstract Task ServeAsync(FakeSocket socket, HttpRequest request);

    private async Task AnswerAsync(HttpContext context)
    {
        _connections.Enqueue(context.Request.Path + context.Request.QueryString);
        SocketFault fault = _faults.TryDequeue(out SocketFault? next) ? next : new SocketFault();
        int? refusal = fault.Status ?? (ApiKey is not null && KeyOf(context.Request) != ApiKey ? 401 : Objection(context.Request));
        if (refusal is { } status)
        {
            context.Response.StatusCode = status;
            if (fault.RetryAfterSeconds is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString();
            return;
        }

        using var socket = new FakeSocket(context, fault);
        // Before the client is answered: what it does next may be to see all connections cut.
        _open[context] = socket;
        try
        {
            await socket.AcceptAsync();
            await ServeAsync(socket, context.Request);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client has gone, or a fault has cut the connection.
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }
}
