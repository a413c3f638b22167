using System.Runtime.ExceptionServices;
using Futwork.Calls;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Leads.Imports;

namespace Futwork.Leads;

/// <summary>
/// Deletes what is older than it is to be kept, a few hundred rows in each transaction, so that nobody waits for it. Any number of nodes may do so at once.
/// What is to be kept elsewhere goes there first (<see cref="Archive"/>). The files of calls are deleted by each node on its own disk: nodes without the role <c>jobs</c>
/// do nothing else.
/// </summary>
internal sealed partial class Retention(
    Database database, CallFiles files, Archive archive, RetentionOptions options, HostingOptions hosting, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Between two transactions: others come first.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private const string OldCalls =
        """
        SELECT id FROM calls c WHERE workspace_id = @workspaceId AND created_at < @before AND ended_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.workspace_id = c.workspace_id AND d.call_id = c.id AND d.state = 'pending')
            AND NOT EXISTS (SELECT 1 FROM work w WHERE w.workspace_id = c.workspace_id AND w.kind = 'analyse' AND w.subject_id = c.id AND w.state <> 'done')
            AND (c.callback IS NULL OR NOT EXISTS (SELECT 1 FROM work w WHERE w.workspace_id = c.workspace_id AND w.kind = 'dial' AND w.subject_id = c.lead_id AND w.state <> 'done'))
        ORDER BY created_at LIMIT @AtOnce
        """;

    private const string IsOver =
        """
            NOT EXISTS (SELECT 1 FROM calls c WHERE c.workspace_id = l.workspace_id AND c.lead_id = l.id)
            AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.workspace_id = l.workspace_id AND d.lead_id = l.id AND d.state = 'pending')
            AND NOT EXISTS (SELECT 1 FROM work w WHERE w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id AND w.state <> 'done')
        """;

    // Whether they are over is asked of these: among many old ones that still wait, one statement would go on looking for so many that are.
    private const string OldLeads = "SELECT id FROM leads WHERE workspace_id = @workspaceId AND id > @after AND id < @beforeId ORDER BY id LIMIT @AtOnce";

    private DateTimeOffset Before => time.GetUtcNow().AddDays(-options.Days);

    /// <summary>Deletes all that is too old.</summary>
    /// <returns>Calls, leads, idempotency keys, and imports with their refused rows.</returns>
    public async Task<(int Calls, int Leads, int Keys, int Imports)> DeleteAsync(CancellationToken cancellationToken)
    {
        var before = Before;
        // First what needs no database: whatever breaks below, nobody's voice is kept for longer than it may be.
        files.DeleteDays(before);
        var keys = await RepeatAsync(session => DeleteKeysAsync(session, before), cancellationToken);
        var (calls, leads, imports) = (0, 0, 0);
        ExceptionDispatchInfo? fault = null;
        foreach (var workspaceId in await database.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM workspaces"), cancellationToken))
        {
            try
            {
                imports += await DeleteImportsAsync(workspaceId, before, cancellationToken);
                calls += await RepeatAsync(session => DeleteCallsAsync(session, workspaceId, before), cancellationToken);
                leads += await DeleteLeadsAsync(workspaceId, before, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // What breaks in one workspace keeps nothing of another for longer, and is told once all had their turn.
                fault ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        fault?.Throw();
        return (calls, leads, keys, imports);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Days > 0 ? time.RepeatAsync(Interval, LookAsync, LogFailed, stoppingToken) : Task.CompletedTask;

    /// <summary>What this node has to delete by its roles.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!hosting.HasRole("jobs"))
        {
            files.DeleteDays(Before);
            return;
        }

        var (calls, leads, keys, imports) = await DeleteAsync(cancellationToken);
        LogDeleted(calls, leads, keys, imports, options.Days);
    }

    private async Task<int> RepeatAsync(Func<Session, Task<int>> delete, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (true)
        {
            var count = await database.WriteAsync(delete, cancellationToken);
            deleted += count;
            if (count < AtOnce)
                return deleted;
            await Task.Delay(Breath, time, cancellationToken);
        }
    }

    private async Task<int> DeleteCallsAsync(Session session, string workspaceId, DateTimeOffset before)
    {
        var ids = await session.QueryAsync<string>(
            OldCalls + session.ForUpdateSkipLocked, new { workspaceId, before = before.ToUnixTimeMilliseconds(), AtOnce });
        if (ids.Count == 0)
            return 0;
        var those = new { workspaceId, ids = ids.ToArray() };
        await archive.KeepCallsAsync(session, workspaceId, those.ids);
        await DeleteDeliveriesAsync(session, workspaceId, "call_id", those.ids);
        await session.ExecuteAsync($"DELETE FROM work WHERE workspace_id = @workspaceId AND kind IN ('analyse', 'take') AND {session.Among("subject_id", "ids")}", those);
        await session.ExecuteAsync($"DELETE FROM call_history WHERE workspace_id = @workspaceId AND {session.Among("call_id", "ids")}", those);
        // Their ends took them away, unless a node of a version that did not know of them wrote it.
        await session.ExecuteAsync($"DELETE FROM call_words WHERE workspace_id = @workspaceId AND {session.Among("call_id", "ids")}", those);
        await session.ExecuteAsync($"DELETE FROM calls WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")}", those);
        return ids.Count;
    }

    private async Task<int> DeleteLeadsAsync(string workspaceId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (after, deleted) = ("", 0);
        await RepeatAsync(
            async session =>
            {
                var looked = await session.QueryAsync<string>(OldLeads, new { workspaceId, after, beforeId = Ids.First(before), AtOnce });
                deleted += await DeleteLeadsAsync(session, workspaceId, looked);
                after = looked.LastOrDefault() ?? after;
                return looked.Count;
            }, cancellationToken);
        return deleted;
    }

    /// <summary>Deletes those of some leads that are over.</summary>
    private async Task<int> DeleteLeadsAsync(Session session, string workspaceId, List<string> old)
    {
        var seen = await session.QueryAsync<string>(
            $"SELECT id FROM leads l WHERE workspace_id = @workspaceId AND {session.Among("id", "old")} AND {IsOver} ORDER BY id{session.ForUpdateSkipLocked}", new { workspaceId, old = old.ToArray() });
        var ids = await StillOverAsync(session, workspaceId, seen);
        if (ids.Count == 0)
            return 0;
        var those = new { workspaceId, ids = ids.ToArray() };
        await archive.KeepLeadsAsync(session, workspaceId, those.ids);
        await DeleteDeliveriesAsync(session, workspaceId, "lead_id", those.ids);
        await session.ExecuteAsync($"DELETE FROM work WHERE workspace_id = @workspaceId AND kind = 'dial' AND {session.Among("subject_id", "ids")}", those);
        await session.ExecuteAsync($"DELETE FROM lead_progress WHERE workspace_id = @workspaceId AND {session.Among("lead_id", "ids")}", those);
        await session.ExecuteAsync($"DELETE FROM leads WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")}", those);
        return ids.Count;
    }

    /// <summary>
    /// Takes the orders of leads, so that nobody can have them called once more, and passes over those that somebody has at this moment; then asks again, since one may
    /// have come alive between the two.
    /// </summary>
    private static async Task<List<string>> StillOverAsync(Session session, string workspaceId, List<string> seen)
    {
        var orders = $"SELECT subject_id FROM work WHERE workspace_id = @workspaceId AND kind = 'dial' AND {session.Among("subject_id", "ids")}";
        var ours = await session.QueryAsync<string>(orders + session.ForUpdateSkipLocked, new { workspaceId, ids = seen.ToArray() });
        var taken = (await session.QueryAsync<string>(orders, new { workspaceId, ids = seen.ToArray() })).Except(ours, StringComparer.Ordinal);
        return await session.QueryAsync<string>(
            $"SELECT id FROM leads l WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")} AND {IsOver}", new { workspaceId, ids = seen.Except(taken, StringComparer.Ordinal).ToArray() });
    }

    /// <param name="column">The call or the lead that they tell of: some leads end without a call.</param>
    private static async Task DeleteDeliveriesAsync(Session session, string workspaceId, string column, string[] ids)
    {
        var deliveries = await session.QueryAsync<string>(
            $"SELECT id FROM deliveries WHERE workspace_id = @workspaceId AND {session.Among(column, "ids")}", new { workspaceId, ids });
        var sent = new { workspaceId, ids = deliveries.ToArray() };
        await session.ExecuteAsync($"DELETE FROM delivery_attempts WHERE workspace_id = @workspaceId AND {session.Among("delivery_id", "ids")}", sent);
        await session.ExecuteAsync($"DELETE FROM work WHERE workspace_id = @workspaceId AND kind = 'deliver' AND {session.Among("subject_id", "ids")}", sent);
        await session.ExecuteAsync($"DELETE FROM deliveries WHERE workspace_id = @workspaceId AND {session.Among("id", "ids")}", sent);
    }

    /// <summary>A file of leads that was read long ago, and what was refused of it: names and numbers as well.</summary>
    private async Task<int> DeleteImportsAsync(string workspaceId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(session => session.QueryAsync<string>(
            "SELECT id FROM imports WHERE workspace_id = @workspaceId AND id < @beforeId AND status <> @Running",
            new { workspaceId, beforeId = Ids.First(before), Import.Running }), cancellationToken);
        foreach (var id in ids)
        {
            await RepeatAsync(session => session.ExecuteAsync(
                """
                DELETE FROM import_rejects WHERE workspace_id = @workspaceId AND import_id = @id AND row_number IN (
                    SELECT row_number FROM import_rejects WHERE workspace_id = @workspaceId AND import_id = @id ORDER BY row_number LIMIT @AtOnce)
                """, new { workspaceId, id, AtOnce }), cancellationToken);
            await database.WriteAsync(async session =>
            {
                await session.ExecuteAsync("DELETE FROM work WHERE workspace_id = @workspaceId AND kind = 'import' AND subject_id = @id", new { workspaceId, id });
                await session.ExecuteAsync("DELETE FROM imports WHERE workspace_id = @workspaceId AND id = @id", new { workspaceId, id });
            }, cancellationToken);
        }

        return ids.Count;
    }

    private static Task<int> DeleteKeysAsync(Session session, DateTimeOffset before) =>
        session.ExecuteAsync(
            """
            DELETE FROM idempotency_keys WHERE (workspace_id, key) IN (
                SELECT workspace_id, key FROM idempotency_keys WHERE created_at < @before ORDER BY created_at LIMIT @AtOnce)
            """, new { before = before.ToUnixTimeMilliseconds(), AtOnce });

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted what was older than {Days} days: {Calls} calls, {Leads} leads, {Keys} idempotency keys, {Imports} imports")]
    private partial void LogDeleted(int calls, int leads, int keys, int imports, int days);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is too old could not be deleted")]
    private partial void LogFailed(Exception exception);
}
