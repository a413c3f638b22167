using System.Data.Common;
using System.Text;
using Futwork.Accounts;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Calls;

/// <summary>The live happenings of the caller's workspace on this node, as server-sent events, for as long as the key works that they were asked for with.</summary>
internal sealed class EventsApi(LiveFeed feed, Database database, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task StreamAsync(Caller caller, HttpContext context)
    {
        using var watch = feed.TryOpen(caller.WorkspaceId);
        if (watch is null)
        {
            await new Problem(StatusCodes.Status429TooManyRequests, "too-many-watchers", $"At most {LiveFeed.MostWatchers} streams of a workspace are served by a node at a time; close one.")
                .ExecuteAsync(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await StreamAsync(caller, watch, context.Response, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task StreamAsync(Caller caller, LiveFeed.Watch watch, HttpResponse response, CancellationToken ending)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Sent at once, so that the watcher knows that nothing from here on is missed.
        await WriteAsync(response, ": open\n\n");
        var (more, pause) = (watch.Events.WaitToReadAsync(ending).AsTask(), Task.Delay(KeepAlive, time, ending));
        while (true)
        {
            // The pause first, so that it has its turn where there is always more.
            var first = await Task.WhenAny(pause, more);
            if (ending.IsCancellationRequested)
                return;
            if (first == pause)
            {
                if (!await StillWorksAsync(caller, ending))
                    return;
                await WriteAsync(response, ": alive\n\n");
                pause = Task.Delay(KeepAlive, time, ending);
                continue;
            }

            // Not so when the feed has dropped a watcher that was too slow.
            if (more is not { IsCompletedSuccessfully: true } || !await more)
                return;
            while (watch.Events.TryRead(out var happening))
                await WriteAsync(response, $"event: {happening.Event}\ndata: {ApiJson.Write(happening)}\n\n");
            more = watch.Events.WaitToReadAsync(ending).AsTask();
        }
    }

    private async Task<bool> StillWorksAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(session => ApiKey.WorksAsync(session, caller), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (DbException)
        {
            // Nobody revokes a key in a database that is away.
            return true;
        }
    }

    private static async Task WriteAsync(HttpResponse response, string text)
    {
        await response.WriteAsync(text, Encoding.UTF8, response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }
}
