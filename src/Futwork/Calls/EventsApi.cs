using System.Text;
using Futwork.Hosting;

namespace Futwork.Calls;

/// <summary>The live happenings of the caller's workspace on this node, as server-sent events.</summary>
internal sealed class EventsApi(LiveFeed feed, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task StreamAsync(Caller caller, HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var watch = feed.Open(caller.WorkspaceId);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // Sent at once, so that the watcher knows that nothing from here on is missed.
        await WriteAsync(context.Response, ": open\n\n");
        var more = watch.Events.WaitToReadAsync(ending.Token).AsTask();
        while (!ending.IsCancellationRequested)
        {
            if (await QuietAsync(more, ending.Token))
            {
                await WriteAsync(context.Response, ": alive\n\n");
                continue;
            }

            // Not so when the watcher has left, the server stops, or the feed has dropped a watcher that was too slow.
            if (more is not { IsCompletedSuccessfully: true } || !await more)
                return;
            while (watch.Events.TryRead(out var happening))
                await WriteAsync(context.Response, $"event: {happening.Event}\ndata: {ApiJson.Write(happening)}\n\n");
            more = watch.Events.WaitToReadAsync(ending.Token).AsTask();
        }
    }

    private async Task<bool> QuietAsync(Task more, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(KeepAlive, time, either.Token);
        var first = await Task.WhenAny(more, pause);
        await either.CancelAsync();
        return first == pause && !cancellationToken.IsCancellationRequested;
    }

    private static async Task WriteAsync(HttpResponse response, string text)
    {
        await response.WriteAsync(text, Encoding.UTF8, response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
