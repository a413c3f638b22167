using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Trunks;

namespace Futwork.Calls;

/// <summary>
/// The limits of a trunk as places in time, one every 1/limit seconds, and no more in any rolling window than it may hold, so that no second ever holds more
/// calls than the limit. The next free place is kept in the trunk's row and moves only under its lock.
/// </summary>
/// <param name="nextDialAt">The next free place, in unix milliseconds.</param>
/// <param name="callsPerSecond">The limit.</param>
/// <param name="now">Unix milliseconds.</param>
/// <param name="window">The carrier's rolling window; null when it has none.</param>
internal sealed class DialPace(double nextDialAt, double callsPerSecond, long now, DialWindow? window = null)
{
    /// <summary>
    /// So many milliseconds more than exact in each second and each window: a call may leave a little late, and the next one not, and still no second holds one too
    /// many. What it costs is less than the twentieth of the limit that may stay unused.
    /// </summary>
    public const double Guard = 40;

    /// <summary>The most places that are handed out at once.</summary>
    private const int Most = 10_000;

    private readonly double _gap = (1000 + Guard * Math.Min(1, callsPerSecond)) / callsPerSecond;

    // As the limit a second alone has it: what the window leaves changes when calls give their places up.
    private double _paced = Math.Max(nextDialAt, now);

    /// <summary>The first place that is not taken.</summary>
    public double Next => Earliest(window, _paced);

    /// <summary>When the next place is.</summary>
    public DateTimeOffset NextPlace => DateTimeOffset.UnixEpoch.AddTicks((long)(Next * TimeSpan.TicksPerMillisecond));

    /// <summary>Places that begin within this time from now.</summary>
    public int Within(TimeSpan time)
    {
        var end = now + time.TotalMilliseconds;
        var (at, room, places) = (Next, window?.Copy(), 0);
        for (; at <= end && places < Most; places++)
        {
            room?.Take(at);
            at = Earliest(room, at + _gap);
        }

        return places;
    }

    /// <summary>Takes the next place.</summary>
    public DateTimeOffset Take()
    {
        var (at, place) = (Next, NextPlace);
        window?.Take(at);
        _paced = at + _gap;
        return place;
    }

    /// <summary>The places of a trunk, from the next free one on; under the lock of its row.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="trunk">Whose places; its row as it is under the lock.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="givenUp">Calls that missed the place they had: nobody left in it.</param>
    public static async Task<DialPace> ReadAsync(Session session, Trunk trunk, long now, IReadOnlyList<string>? givenUp = null) =>
        new(trunk.NextDialAt, trunk.CallsPerSecond, now, await WindowAsync(session, trunk, now, givenUp ?? []));

    /// <summary>Keeps the next free place. What a window leaves, the places that were taken tell.</summary>
    public Task SaveAsync(Session session, Trunk trunk) =>
        session.ExecuteAsync("UPDATE trunks SET next_dial_at = @next WHERE workspace_id = @WorkspaceId AND id = @Id", new { next = _paced, trunk.WorkspaceId, trunk.Id });

    /// <summary>An INVITE has left at the places that these calls have: they count when the calls get others.</summary>
    public async Task KeepAsync(Session session, Trunk trunk, IReadOnlyList<string> calls)
    {
        if (window is null || calls.Count == 0)
            return;
        await ForgetAsync(session, trunk);
        await session.ExecuteAsync(
            $"""
            INSERT INTO dial_places (workspace_id, trunk_id, dial_at)
            SELECT workspace_id, trunk_id, dial_at FROM calls WHERE workspace_id = @WorkspaceId AND {session.Among("id", "calls")} AND dial_at IS NOT NULL
            """, new { trunk.WorkspaceId, calls = calls.ToArray() });
    }

    /// <summary>Keeps a place that stands in no call's row.</summary>
    public async Task KeepAsync(Session session, Trunk trunk, DateTimeOffset place)
    {
        if (window is null)
            return;
        await ForgetAsync(session, trunk);
        await session.ExecuteAsync(
            "INSERT INTO dial_places (workspace_id, trunk_id, dial_at) VALUES (@WorkspaceId, @Id, @at)", new { trunk.WorkspaceId, trunk.Id, at = place.ToUnixTimeMilliseconds() });
    }

    /// <summary>No window is long enough for them.</summary>
    private Task<int> ForgetAsync(Session session, Trunk trunk) => session.ExecuteAsync(
        "DELETE FROM dial_places WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND dial_at < @oldest",
        new { trunk.WorkspaceId, trunk.Id, oldest = (long)(now - (TrunkLimit.MostSeconds * 1000) - Guard) });

    private static async Task<DialWindow?> WindowAsync(Session session, Trunk trunk, long now, IReadOnlyList<string> givenUp)
    {
        if (trunk.ReadPacing().Limit is not { Kind: TrunkLimit.Window, Calls: { } calls, Seconds: { } seconds })
            return null;
        var length = seconds * 1000 + Guard;
        var taken = await session.QueryAsync<long>(
            $"""
            SELECT dial_at FROM calls WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND dial_at > @since AND NOT ({session.Among("id", "givenUp")})
                AND (ended_at IS NULL OR coalesce(hangup_reason, '') NOT IN (@Vetoed, @Withdrawn))
            UNION ALL SELECT dial_at FROM dial_places WHERE workspace_id = @WorkspaceId AND trunk_id = @Id AND dial_at > @since
            ORDER BY dial_at DESC LIMIT @calls
            """, new { trunk.WorkspaceId, trunk.Id, since = (long)(now - length), calls, givenUp = givenUp.ToArray(), HangupReason.Vetoed, HangupReason.Withdrawn });
        return new DialWindow(calls, length, taken.Order().Select(at => (double)at));
    }

    private static double Earliest(DialWindow? room, double at) => room?.Earliest(at) ?? at;
}
