using Futwork.Accounts;
using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// The second channel of a call that is handed over through us. It is counted as a call is, against trunk and workspace, and the call to whoever takes over has a place in
/// time of its own, so that no limit of the carrier is passed.
/// </summary>
internal sealed class SecondChannel(Database database, DialLag lag, DialTurn turn, TimeProvider time, ILogger<SecondChannel> logger)
{
    /// <summary>The person is on hold meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Takes it, once its place in time has come.</summary>
    /// <returns>Gives it back when it is disposed of; null: there is none free, or not soon.</returns>
    public async Task<IAsyncDisposable?> TakeAsync(CallOrder order)
    {
        try
        {
            if (await database.WriteAsync(session => TryTakeAsync(session, order)) is not { } place)
                return null;
            await turn.WaitAsync(place, CancellationToken.None);
            return new Taken(() => ReleaseAsync(order));
        }
        catch (Exception exception)
        {
            CallsLog.NoSecondChannel(logger, order.CallId, exception.Message);
            return null;
        }
    }

    /// <summary>Another place in time for the call to whoever takes over, which goes on to another gateway.</summary>
    /// <returns>By when it has to leave; null: none comes soon.</returns>
    public Task<DateTimeOffset?> AnotherPlaceAsync(CallOrder order, CancellationToken cancellationToken) =>
        turn.WaitForOneAsync(_ => database.WriteAsync(session => PlaceAsync(session, order), cancellationToken), cancellationToken);

    private async Task<DateTimeOffset?> TryTakeAsync(Session session, CallOrder order)
    {
        var workspace = await WorkspaceSettings.HoldAsync(session, order.WorkspaceId);
        if (await Trunk.FindAsync(session, order.WorkspaceId, order.TrunkId, forUpdate: true) is not { } trunk)
            return null;
        var open = await OpenCalls.CountAsync(session, order.WorkspaceId);
        if (open.LinesOf(trunk) == 0 || open.RoomOf(workspace) == 0)
            return null;
        if (await PlaceAsync(session, trunk) is not { } place)
            return null;
        await SetAsync(session, order, 2);
        return place;
    }

    private async Task<DateTimeOffset?> PlaceAsync(Session session, CallOrder order) =>
        await Trunk.FindAsync(session, order.WorkspaceId, order.TrunkId, forUpdate: true) is { } trunk ? await PlaceAsync(session, trunk) : null;

    private async Task<DateTimeOffset?> PlaceAsync(Session session, Trunk trunk)
    {
        var chosen = time.GetTimestamp();
        var pace = await DialPace.ReadAsync(session, trunk, time.UnixNow() + lag.Milliseconds);
        var place = pace.Take();
        if (place - time.GetUtcNow() > LongestWait)
            return null;
        session.AfterCommit(() => lag.Took(chosen));
        await pace.SaveAsync(session, trunk);
        await pace.KeepAsync(session, trunk, place);
        return place;
    }

    /// <summary>What cannot be given back now is free when the call ends.</summary>
    private async Task ReleaseAsync(CallOrder order)
    {
        try
        {
            await database.WriteAsync(session => SetAsync(session, order, 1));
        }
        catch (Exception exception)
        {
            CallsLog.NoSecondChannel(logger, order.CallId, exception.Message);
        }
    }

    private static Task<int> SetAsync(Session session, CallOrder order, long legs) =>
        session.ExecuteAsync("UPDATE calls SET legs = @legs WHERE workspace_id = @WorkspaceId AND id = @CallSid", new { legs, order.WorkspaceId, order.CallSid });

    private sealed class Taken(Func<Task> release) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await release();
    }
}
