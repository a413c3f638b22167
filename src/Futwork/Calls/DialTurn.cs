using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Waits for the place in time of a call. A place that was missed (the node was held up, or somebody was asked first) is not made up for, which would squeeze
/// one call too many into a second: another one is taken. Calls of a trunk that miss theirs at the same time take new ones together, and so do those of which a further INVITE is
/// to leave.
/// </summary>
/// <remarks>What counts is when the request leaves. So whoever dials says until when it may, and comes back for another place when it did not.</remarks>
internal sealed class DialTurn
{
    /// <summary>So many places are missed before the node is taken to be too slow for any.</summary>
    public const int MostMissed = 20;

    /// <summary>A call that leaves this late still keeps its place; what <see cref="DialPace.Guard"/> leaves beyond is for the way to the carrier.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(30);

    /// <summary>Those who have something to ask before their places come begin together: one question for all of the same moment.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Database _database;
    private readonly DialLag _lag;
    private readonly TimeProvider _time;
    private readonly SharedBatch<(string WorkspaceId, string TrunkId), Wish, DateTimeOffset?> _others;

    public DialTurn(Database database, DialLag lag, TimeProvider time)
    {
        (_database, _lag, _time) = (database, lag, time);
        _others = new((trunk, wishes) => OthersAsync(trunk.WorkspaceId, trunk.TrunkId, wishes));
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>By when the call has to leave; null: the place is missed.</returns>
    public async Task<DateTimeOffset?> WaitAsync(DateTimeOffset place, CancellationToken cancellationToken)
    {
        await UntilAsync(place, cancellationToken);
        var latest = place + Late;
        return _time.GetUtcNow() <= latest ? latest : null;
    }

    /// <summary>Waits for a place, and for another one as often as one is missed, up to <see cref="MostMissed"/>.</summary>
    /// <param name="placeAsync">The next place, told whether one was missed before it; null: there is none.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    /// <returns>By when the call has to leave; null: there was no place, or all were missed.</returns>
    public async Task<DateTimeOffset?> WaitForOneAsync(Func<bool, Task<DateTimeOffset?>> placeAsync, CancellationToken cancellationToken)
    {
        for (var missed = 0; missed < MostMissed && await placeAsync(missed > 0) is { } place; missed++)
        {
            if (await WaitAsync(place, cancellationToken) is { } latest)
                return latest;
        }

        return null;
    }

    /// <summary>Another place for a call: it missed its own, or a further INVITE of it is to leave.</summary>
    /// <param name="order">The call.</param>
    /// <param name="isUsed">An INVITE has left at the place that it has, which goes on to count; else that is given up.</param>
    /// <param name="until">The latest that is of use.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    /// <returns>Null: the next one is later, and was not taken.</returns>
    public Task<DateTimeOffset?> AnotherAsync(CallOrder order, bool isUsed, DateTimeOffset until, CancellationToken cancellationToken) =>
        _others.JoinAsync((order.WorkspaceId, order.TrunkId), new Wish(order.CallSid, isUsed, until)).WaitAsync(cancellationToken);

    /// <summary>Waits until shortly before a place: it may be a second away, or an hour, with a rolling window.</summary>
    /// <param name="place">The place.</param>
    /// <param name="before">How long before it; up to <see cref="Moment"/> earlier.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    /// <returns>False: it is that near.</returns>
    public Task<bool> ApproachAsync(DateTimeOffset place, TimeSpan before, CancellationToken cancellationToken)
    {
        var latest = place - before;
        return UntilAsync(latest - TimeSpan.FromTicks(latest.UtcTicks % Moment.Ticks), cancellationToken);
    }

    /// <returns>False: the moment has come already.</returns>
    private async Task<bool> UntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var wait = moment - _time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return false;
        await Task.Delay(wait, _time, cancellationToken);
        return true;
    }

    private async Task<IReadOnlyList<DateTimeOffset?>> OthersAsync(string workspaceId, string trunkId, IReadOnlyList<Wish> wishes)
    {
        long chosen = 0;
        var places = await _database.WriteAsync(async session =>
        {
            var trunk = (await Trunk.FindAsync(session, workspaceId, trunkId, forUpdate: true))!;
            chosen = _time.GetTimestamp();
            var pace = await DialPace.ReadAsync(session, trunk, _time.UnixNow() + _lag.Milliseconds, givenUp: [.. wishes.Where(wish => !wish.IsUsed).Select(wish => wish.Call)]);
            var taken = wishes.Select(wish => pace.NextPlace <= wish.Until ? pace.Take() : (DateTimeOffset?)null).ToList();
            var granted = wishes.Zip(taken).Where(pair => pair.Second is not null).ToList();
            await pace.SaveAsync(session, trunk);
            await pace.KeepAsync(session, trunk, [.. granted.Where(pair => pair.First.IsUsed).Select(pair => pair.First.Call)]);
            await Call.DialAtAsync(session, workspaceId, [.. granted.Select(pair => (pair.First.Call, pair.Second!.Value))]);
            return taken;
        });
        _lag.Took(chosen);
        return places;
    }

    /// <param name="Call">Whose INVITE is to leave.</param>
    /// <param name="IsUsed">See <see cref="AnotherAsync"/>.</param>
    /// <param name="Until">See <see cref="AnotherAsync"/>.</param>
    private sealed record Wish(string Call, bool IsUsed, DateTimeOffset Until);
}
