using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Waits for the place in time of a call. A place that was missed (the node was held up, or somebody was asked first) is not made up for, which would squeeze
/// one call too many into a second: another one is taken. Calls of a trunk that miss theirs at the same time take new ones together.
/// </summary>
/// <remarks>What counts is when the request leaves. So whoever dials says until when it may, and comes back for another place when it did not.</remarks>
internal sealed class DialTurn
{
    /// <summary>A call that leaves this late still keeps its place; what <see cref="DialPace.Guard"/> leaves beyond is for the way to the carrier.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(20);

    /// <summary>For whoever has something to ask before the place comes, be the database a little slow.</summary>
    private static readonly TimeSpan Shortly = TimeSpan.FromMilliseconds(250);

    private readonly Database _database;
    private readonly DialLag _lag;
    private readonly TimeProvider _time;
    private readonly SharedBatch<(string WorkspaceId, string TrunkId), string, DateTimeOffset> _others;

    public DialTurn(Database database, DialLag lag, TimeProvider time)
    {
        (_database, _lag, _time) = (database, lag, time);
        _others = new((trunk, calls) => OthersAsync(trunk.WorkspaceId, trunk.TrunkId, calls));
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>How soon from now on the call has to leave; null: the place is missed.</returns>
    public async Task<TimeSpan?> WaitAsync(DateTimeOffset place, CancellationToken cancellationToken)
    {
        await UntilAsync(place, cancellationToken);
        var left = place + Late - _time.GetUtcNow();
        return left >= TimeSpan.Zero ? left : null;
    }

    /// <summary>Another place for a call that missed its own.</summary>
    public Task<DateTimeOffset> AnotherAsync(CallOrder order, CancellationToken cancellationToken) =>
        _others.JoinAsync((order.WorkspaceId, order.TrunkId), order.CallSid).WaitAsync(cancellationToken);

    /// <summary>Waits until shortly before a place: it may be a second away, or an hour, with a rolling window.</summary>
    /// <returns>False: it is that near.</returns>
    public Task<bool> ApproachAsync(DateTimeOffset place, CancellationToken cancellationToken) => UntilAsync(place - Shortly, cancellationToken);

    /// <returns>False: the moment has come already.</returns>
    private async Task<bool> UntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var wait = moment - _time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return false;
        await Task.Delay(wait, _time, cancellationToken);
        return true;
    }

    private async Task<IReadOnlyList<DateTimeOffset>> OthersAsync(string workspaceId, string trunkId, IReadOnlyList<string> calls)
    {
        long chosen = 0;
        var places = await _database.WriteAsync(async session =>
        {
            var trunk = (await Trunk.FindAsync(session, workspaceId, trunkId, forUpdate: true))!;
            chosen = _time.GetTimestamp();
            var pace = await DialPace.ReadAsync(session, trunk, _time.UnixNow() + _lag.Milliseconds, givenUp: calls);
            var taken = calls.Select(_ => pace.Take()).ToList();
            await pace.SaveAsync(session, trunk);
            await Call.DialAtAsync(session, workspaceId, [.. calls.Zip(taken)]);
            return taken;
        });
        _lag.Took(chosen);
        return places;
    }
}
