using Futwork.Data;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// Waits for the place in time of a call. A place that was missed (the node was held up, or somebody was asked first) is not made up for, which would squeeze
/// one call too many into a second: another one is taken.
/// </summary>
/// <remarks>What counts is when the request leaves. So whoever dials says until when it may, and comes back for another place when it did not.</remarks>
internal sealed class DialTurn(Database database, TimeProvider time)
{
    /// <summary>A call that leaves this late still keeps its place; what <see cref="DialPace.Guard"/> leaves beyond is for the way to the carrier.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(20);

    private const int MostPlaces = 20;

    /// <param name="order">What is to be dialled.</param>
    /// <param name="missed">The place that it had is gone.</param>
    /// <returns>How soon from now on it has to leave; null: the node cannot keep any place.</returns>
    public async Task<TimeSpan?> WaitAsync(CallOrder order, bool missed, CancellationToken cancellationToken)
    {
        var place = missed ? await AnotherAsync(order, cancellationToken) : order.DialAt;
        for (var places = 1; places <= MostPlaces; places++)
        {
            var wait = place - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            var left = place + Late - time.GetUtcNow();
            if (left >= TimeSpan.Zero)
                return left;
            place = await AnotherAsync(order, cancellationToken);
        }

        return null;
    }

    private Task<DateTimeOffset> AnotherAsync(CallOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(async session =>
        {
            var trunk = (await Trunk.FindAsync(session, order.WorkspaceId, order.TrunkId, forUpdate: true))!;
            var pace = await DialPace.ReadAsync(session, trunk, time.UnixNow());
            var place = pace.Take();
            await pace.SaveAsync(session, trunk);
            await session.ExecuteAsync(
                "UPDATE calls SET dial_at = @at WHERE workspace_id = @WorkspaceId AND id = @CallSid",
                new { at = place.ToUnixTimeMilliseconds(), order.WorkspaceId, order.CallSid });
            return place;
        }, cancellationToken);
}
