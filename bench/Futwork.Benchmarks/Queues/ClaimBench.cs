using System.Diagnostics;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Queues;

/// <summary>
/// What a claim costs with a great many leads in the table: two nodes pull from a hundred campaigns, ten leads a claim, each in a transaction of its own, while the
/// claimed ones are done.
/// </summary>
internal static class ClaimBench
{
    private const int Campaigns = 100;
    private const int AtOnce = 10;
    private const string Workspace = "5f0000000000000000000001";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static async Task<string> RunAsync(int rows, int seconds)
    {
        await using var postgres = new PostgresServer(durable: true);
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var first = new Database(connectionString);
        await using var second = new Database(connectionString);
        await new Migrator(first, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync();
        var filled = await FillAsync(first, rows);
        var plan = await ExplainAsync(first);
        // What a server has in memory after a while.
        await Task.WhenAll(PullAsync(first, "one", 3), PullAsync(second, "two", 3));
        var nodes = await Task.WhenAll(PullAsync(first, "one", seconds), PullAsync(second, "two", seconds));
        double[] claims = [.. nodes.SelectMany(node => node.Claims).Order()];
        double[] looks = [.. nodes.SelectMany(node => node.Looks).Order()];
        return $"""
            {rows:N0} leads and orders ({filled.TotalSeconds:0} s to make them), {Campaigns} campaigns, two nodes, {AtOnce} a claim
            claim: {claims.Length / (double)seconds:0}/s, {Figures(claims)}
            look for campaigns with due orders: {Figures(looks)}
            {plan}
            """;
    }

    private static string Figures(double[] sorted) =>
        $"p50 {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[sorted.Length * 99 / 100]:0.00} ms, max {sorted[^1]:0.0} ms";

    private static async Task<TimeSpan> FillAsync(Database database, int rows)
    {
        var began = Stopwatch.GetTimestamp();
        // Indexes are made at the end, as a restore would.
        var indexes = await database.ReadAsync(session => session.QueryAsync<(string Name, string Sql)>(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('work', 'leads') AND indexname NOT LIKE '%_pkey'"));
        foreach (var (name, _) in indexes)
            await ExecuteAsync(database, $"DROP INDEX {name}");
        await ExecuteAsync(database, $"INSERT INTO workspaces (id, name, created_at) VALUES ('{Workspace}', 'Bench', 1)");
        await ExecuteAsync(database,
            $$"""
            INSERT INTO campaigns (workspace_id, id, name, status, agent_id, trunk_id, settings, created_at, updated_at)
            SELECT '{{Workspace}}', lpad(to_hex(i), 24, '0'), 'Campaign', 'running', 'agent', 'trunk', '{"name":"Campaign","agentId":"agent","trunkId":"trunk"}', 1, 1
            FROM generate_series(0, {{Campaigns - 1}}) i
            """);
        await ExecuteAsync(database,
            $$"""
            INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
            SELECT '{{Workspace}}', lpad(to_hex(i % {{Campaigns}}), 24, '0'), lpad(to_hex(i), 24, '0'), (6000000000 + i)::text, '+91' || (6000000000 + i),
                '{"customer_name":"Asha Rao","place":"Pune"}', 1
            FROM generate_series(1, {{rows}}) i
            """);
        // A tenth is due, a half is done, the others sleep.
        var now = TimeProvider.System.UnixNow();
        await ExecuteAsync(database,
            $"""
            INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at)
            SELECT '{Workspace}', lpad(to_hex(i), 24, '0'), 'dial', lpad(to_hex(i % {Campaigns}), 24, '0'), lpad(to_hex(i % {Campaigns}), 24, '0'), lpad(to_hex(i), 24, '0'),
                CASE WHEN i / {Campaigns} % 2 = 0 THEN 'done' ELSE 'ready' END,
                CASE WHEN i / {Campaigns} % 10 = 1 THEN {now} - i ELSE {now} + 3600000 + i END, 0, 0, 1
            FROM generate_series(1, {rows}) i
            """);
        foreach (var (_, sql) in indexes)
            await ExecuteAsync(database, sql);
        await ExecuteAsync(database, "ANALYZE");
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<(List<double> Claims, List<double> Looks)> PullAsync(Database database, string node, int seconds)
    {
        var queue = new WorkQueue(TimeProvider.System, new WorkSignal(), new Node(node));
        var (claims, looks) = (new List<double>(), new List<double>());
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            var before = Stopwatch.GetTimestamp();
            var due = await database.ReadAsync(session => session.QueryAsync<Campaign>(DialPump.DueSql, new { now = TimeProvider.System.UnixNow() }));
            looks.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            foreach (var campaign in due.OrderBy(_ => Random.Shared.Next()).Take(10))
            {
                before = Stopwatch.GetTimestamp();
                var taken = await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Dial, campaign.Id, AtOnce, Lease));
                claims.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                await database.WriteAsync(async session =>
                {
                    foreach (var claim in taken)
                        await claim.CompleteAsync(session);
                });
            }
        }

        return (claims, looks);
    }

    private static async Task<string> ExplainAsync(Database database) => string.Join('\n', await database.WriteAsync(session => session.QueryAsync<string>(
        $"EXPLAIN {WorkQueue.ClaimSql(WorkQueue.DueLongest(session))}",
        new { kind = "dial", lane = "000000000000000000000001", now = TimeProvider.System.UnixNow(), limit = AtOnce, owner = "node", until = 0L })));

    // The usual limit of a command is half a minute.
    private static async Task ExecuteAsync(Database database, string sql)
    {
        await using var command = database.Postgres!.CreateCommand(sql);
        command.CommandTimeout = 3600;
        await command.ExecuteNonQueryAsync();
    }
}
