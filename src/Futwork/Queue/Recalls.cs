using Futwork.Data;

namespace Futwork.Queue;

/// <summary>
/// Duties that were put off are due when they were before, because what put them off has changed: so many in the transaction that changes it, and the rest in portions by any node,
/// so that nobody waits for millions of them. They wait for nobody either: who has a duty in hand may be waiting for the transaction that recalls it.
/// </summary>
internal sealed partial class Recalls(Database database, WorkSignal signal, TimeProvider time, ILogger<Recalls> logger) : BackgroundService
{
    /// <summary>The most in one transaction.</summary>
    public const int MostAtOnce = 5000;

    private const string Signal = "recall";
    private const string ThisLane = "workspace_id = @WorkspaceId AND kind = @Kind AND lane = @Name";
    private const string PutOff = $"SELECT workspace_id AS found_workspace, id AS found_id FROM work WHERE {ThisLane} AND state = 'ready' AND put_off_from IS NOT NULL ORDER BY id LIMIT @most";

    // By both columns of the key out of what was found: with the workspace as a parameter, the planner might look for each among all of it.
    private const string Move = "UPDATE work SET due_at = put_off_from, put_off_from = NULL, put_off_by = NULL FROM found WHERE workspace_id = found_workspace AND id = found_id";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Recalls what was put off in some lanes.</summary>
    public async Task RecallAsync(Session session, string workspaceId, string kind, IReadOnlyList<string> lanes)
    {
        var left = MostAtOnce;
        // In one order everywhere, so that two transactions never wait for each other's marks.
        foreach (var lane in lanes.Order(StringComparer.Ordinal).Select(name => new Lane(workspaceId, kind, name)))
        {
            var (moved, isMore) = left > 0 ? await MoveAsync(session, lane, left) : (0, true);
            left -= moved;
            if (!isMore)
                continue;
            // An update where it stands already: whoever is at it is waited for, and does not take the mark away with what came after.
            await session.ExecuteAsync(
                "INSERT INTO work_recalls (workspace_id, kind, lane) VALUES (@WorkspaceId, @Kind, @Name) ON CONFLICT (workspace_id, kind, lane) DO UPDATE SET lane = excluded.lane", lane);
            session.AfterCommit(() => signal.Set(Signal));
        }
    }

    /// <summary>Recalls all that is left.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var lanes = await database.ReadAsync(session => session.QueryAsync<Lane>("SELECT workspace_id, kind, lane AS name FROM work_recalls"), cancellationToken);
        await Repetition.InTurnAsync(lanes, lane => database.WriteInPortionsAsync(session => StepAsync(session, lane), cancellationToken), cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => signal.RepeatAsync(Signal, Poll, time, LookAsync, LogFailed, stoppingToken);

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> StepAsync(Session session, Lane lane)
    {
        if (await session.ScalarAsync<long>($"SELECT count(*) FROM (SELECT 1 FROM work_recalls WHERE {ThisLane}{session.ForUpdate}) held", lane) == 0)
            return false;
        var (moved, isMore) = await MoveAsync(session, lane, MostAtOnce);
        if (!isMore)
            await session.ExecuteAsync($"DELETE FROM work_recalls WHERE {ThisLane}", lane);
        // What somebody else has in hand is left to the next look.
        return moved == MostAtOnce;
    }

    /// <returns>How many, and whether there may be more: beyond so many, or in somebody else's hands.</returns>
    private async Task<(int Moved, bool IsMore)> MoveAsync(Session session, Lane lane, int most)
    {
        var (moved, seen) = await MoveSomeAsync(session, new { lane.WorkspaceId, lane.Kind, lane.Name, most });
        if (moved > 0)
            session.AfterCommit(() => signal.Set(lane.Kind));
        return ((int)moved, moved == most || moved < seen);
    }

    /// <returns>How many were recalled, of how many at that same moment: what a round puts off again right behind it goes by the new rules, and is none of them.</returns>
    private static async Task<(long Moved, long Seen)> MoveSomeAsync(Session session, object some)
    {
        if (session.Engine is DatabaseEngine.Postgres)
        {
            return await session.FirstOrDefaultAsync<(long, long)>(
                $"""
                WITH seen AS MATERIALIZED ({PutOff}), found AS MATERIALIZED ({PutOff}{session.ForUpdateSkipLocked}), moved AS ({Move} RETURNING 1)
                SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM seen)
                """, some);
        }

        var all = await session.ExecuteAsync($"WITH found AS MATERIALIZED ({PutOff}) {Move}", some);
        return (all, all);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was put off could not be recalled; it is tried again")]
    private partial void LogFailed(Exception exception);

    private sealed record Lane(string WorkspaceId, string Kind, string Name);
}
