using Futwork.Data;

namespace Futwork.Queue;

/// <summary>
/// Duties that were put off are due when they were before, because what put them off has changed: so many in the transaction that changes it, and the rest in portions by any node,
/// so that nobody waits for millions of them.
/// </summary>
internal sealed partial class Recalls(Database database, WorkSignal signal, TimeProvider time, ILogger<Recalls> logger) : BackgroundService
{
    /// <summary>The most in one transaction.</summary>
    public const int MostAtOnce = 5000;

    private const string Signal = "recall";
    private const string ThisLane = "workspace_id = @WorkspaceId AND kind = @Kind AND lane = @Name";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Recalls what was put off in some lanes.</summary>
    public async Task RecallAsync(Session session, string workspaceId, string kind, IReadOnlyList<string> lanes)
    {
        var left = MostAtOnce;
        foreach (var lane in lanes.Select(name => new Lane(workspaceId, kind, name)))
        {
            left -= left > 0 ? await MoveAsync(session, lane, left) : 0;
            if (left > 0)
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
        var isMore = await MoveAsync(session, lane, MostAtOnce) == MostAtOnce;
        if (!isMore)
            await session.ExecuteAsync($"DELETE FROM work_recalls WHERE {ThisLane}", lane);
        return isMore;
    }

    private async Task<int> MoveAsync(Session session, Lane lane, int most)
    {
        var moved = await session.ExecuteAsync(
            $"""
            UPDATE work SET due_at = put_off_from, put_off_from = NULL, put_off_by = NULL
            WHERE workspace_id = @WorkspaceId AND state = 'ready' AND put_off_from IS NOT NULL AND id IN (
                SELECT id FROM work WHERE {ThisLane} AND state = 'ready' AND put_off_from IS NOT NULL ORDER BY id LIMIT @most)
            """, new { lane.WorkspaceId, lane.Kind, lane.Name, most });
        if (moved > 0)
            session.AfterCommit(() => signal.Set(lane.Kind));
        return moved;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was put off could not be recalled; it is tried again")]
    private partial void LogFailed(Exception exception);

    private sealed record Lane(string WorkspaceId, string Kind, string Name);
}
