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

    private const int MostPlaces = 20;

    private readonly Database _database;
    private readonly DialLag _lag;
    private readonly TimeProvider _time;
    private readonly SharedWrite<(string WorkspaceId, string TrunkId), string, DateTimeOffset> _others;

    public DialTurn(Database database, DialLag lag, TimeProvider time)
    {
        (_database, _lag, _time) = (database, lag, time);
        _others = new((trunk, calls) => OthersAsync(trunk.WorkspaceId, trunk.TrunkId, calls));
    }

    /// <param name="order">What is to be dialled.</param>
    /// <param name="missed">The place that it had is gone.</param>
    /// <returns>How soon from now on it has to leave; null: the node cannot keep any place.</returns>
    public async Task<TimeSpan?> WaitAsync(CallOrder order, bool missed, CancellationToken cancellationToken)
    {
        var place = missed ? await AnotherAsync(order, cancellationToken) : order.DialAt;
        for (var places = 1; places <= MostPlaces; places++)
        {
            var wait = place - _time.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _time, cancellationToken);
            var left = place + Late - _time.GetUtcNow();
            if (left >= TimeSpan.Zero)
                return left;
            place = await AnotherAsync(order, cancellationToken);
        }

        return null;
    }

    private Task<DateTimeOffset> AnotherAsync(CallOrder order, CancellationToken cancellationToken) =>
        _others.WriteAsync((order.WorkspaceId, order.TrunkId), order.CallSid).WaitAsync(cancellationToken);

    private async Task<IReadOnlyList<DateTimeOffset>> OthersAsync(string workspaceId, string trunkId, IReadOnlyList<string> calls)
    {
        long chosen = 0;
        var places = await _database.WriteAsync(async session =>
        {
            var trunk = (await Trunk.FindAsync(session, workspaceId, trunkId, forUpdate: true))!;
            chosen = _time.GetTimestamp();
            var pace = await DialPace.ReadAsync(session, trunk, _time.UnixNow() + _lag.Milliseconds);
            var taken = calls.Select(_ => pace.Take()).ToList();
            await pace.SaveAsync(session, trunk);
            await Call.DialAtAsync(session, workspaceId, [.. calls.Zip(taken)]);
            return taken;
        });
        _lag.Took(chosen);
        return places;
    }
}
