using Futwork.Calls;
using Futwork.Data;
using Futwork.Leads;
using Futwork.Queue;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Npgsql;

namespace Futwork.Tests.Data;

/// <summary>
/// What a lead passes through costs the same however many rows lie there: PostgreSQL itself counts what was read. That holds from the start, before
/// PostgreSQL would gather statistics by itself.
/// </summary>
public sealed class IndexUseTests(PostgresServer postgres) : PathTests(postgres)
{
    private const int Rows = 20_000;

    /// <summary>So many that the last of them wait for their places, and are looked at once more before they leave, several together.</summary>
    private const int LeadsOfRound = 60;

    /// <summary>Rows that a look into an index may find, on average over all looks: some are at all that is held at the moment.</summary>
    private const int RowsOfLook = 30;

    private static readonly string[] Hot = ["work", "leads", "lead_progress", "calls", "call_history", "deliveries", "delivery_attempts"];

    /// <summary>
    /// Also by the plans that PostgreSQL makes for whatever the parameters are, once a connection has prepared a statement and run it five times: <c>x &gt; $1</c> it then takes
    /// to hold for a third of all rows.
    /// </summary>
    [Theory]
    [InlineData(2, 100)]
    [InlineData(8, 2)]
    public async Task No_step_of_the_path_reads_much_of_a_large_table(int rounds, int connections)
    {
        var carrier = new ScriptedCarrier { AlwaysAnswer = new LegAnswer(LegResult.Busy) };
        var connectionString = $"{await ConnectionStringAsync("postgres")};Maximum Pool Size={connections}";
        await using (var rig = await PathRig.CreateAsync(connectionString, Folder, new FakeTime(), CallRig.Replace(carrier)))
        {
            var node = new CallRig(rig, new Seeds(rig), carrier);
            await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 100, campaign: ""","retry":{"maxAttempts":3}""");
            var endpoint = await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "busy", "failed");
            await FillAsync(rig, endpoint);
            await rig.Get<TableStatistics>().LookAsync(CancellationToken.None);
            await rig.ExecuteAsync("SELECT pg_stat_reset()");

            for (var i = 0; i < rounds; i++)
            {
                for (var lead = 0; lead < LeadsOfRound; lead++)
                    await node.Seeds.LeadAsync(dueAt: rig.Now - 1000);
                await node.LookAsync();
                // Each call waits for its turn by the rig's clock.
                await Eventually.IsAsync(() => rig.Get<LiveCalls>().Count == 0 ? "" : null, () => rig.Time.Advance(10));

                rig.Time.Advance(1000);
                await Task.WhenAll(await rig.Get<DeliveryWorker>().StartDueAsync(CancellationToken.None));
                await node.AnalyseAsync();
                await rig.Get<WorkKeeper>().RenewAsync(CancellationToken.None);
            }

            carrier.Dialled.Count.ShouldBeGreaterThan(rounds * LeadsOfRound);
        }

        var scanned = await ScansAsync(connectionString);
        foreach (var table in Hot)
        {
            scanned[table].Whole.ShouldBe(0, $"{table} was read from end to end; by index {scanned[table].ByIndex} times");
            scanned[table].RowsByIndex.ShouldBeLessThan(RowsOfLook * scanned[table].ByIndex, $"so many entries of the indexes of {table} were read, by {scanned[table].ByIndex} looks: {scanned[table].Which}");
        }

        scanned["work"].ByIndex.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_plan_of_a_claim_is_one_index_scan()
    {
        var rig = await RigAsync("postgres");
        await new Seeds(rig).AllAsync();
        await FillAsync(rig, "gone");
        await rig.ExecuteAsync("ANALYZE;");

        var plan = string.Join('\n', await rig.Database.WriteAsync(session => session.QueryAsync<string>(
            $"EXPLAIN {WorkQueue.ClaimSql(WorkQueue.DueLongest(session))}", new { kind = "dial", lane = Seeds.Campaign, now = rig.Now, limit = 10, owner = "node", until = rig.Now + 1000 })));

        plan.ShouldContain("Index Scan using work_due");
        plan.ShouldContain("work_pkey");
        plan.ShouldNotContain("Seq Scan");
        plan.ShouldNotContain("Sort");
    }

    [Fact]
    public async Task A_lead_is_found_by_its_external_id_by_a_look_for_each_campaign_of_the_workspace()
    {
        var rig = await RigAsync("postgres");
        await new Seeds(rig).AllAsync();
        await FillAsync(rig, "gone");
        await rig.ExecuteAsync("UPDATE leads SET external_id = id");
        await rig.ExecuteAsync("ANALYZE;");

        var plan = string.Join('\n', await rig.Database.ReadAsync(session => session.QueryAsync<string>(
            $"EXPLAIN {new LeadFilter(null, [], "7").Select(DatabaseEngine.Postgres, null)}", new { WorkspaceId = Seeds.Workspace, externalId = "7" })));

        plan.ShouldContain("leads_external_id");
        plan.ShouldContain("(campaign_id = own.id) AND (external_id = ");
    }

    private static async Task FillAsync(PathRig rig, string endpoint)
    {
        foreach (var sql in new[]
        {
            """
            INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
            SELECT @Workspace, @Campaign, lpad(to_hex(i), 24, '0'), '+91' || (6000000000 + i), '+91' || (6000000000 + i), '{}', 1 FROM generate_series(1, @Rows) i
            """,
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, attempts, updated_at)
            SELECT @Workspace, lpad(to_hex(i), 24, '0'), @Campaign, 'queued', 1, 1 FROM generate_series(1, @Rows) i
            """,
            """
            INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at)
            SELECT @Workspace, lpad(to_hex(i), 24, '0'), 'dial', @Campaign, @Campaign, lpad(to_hex(i), 24, '0'), CASE WHEN i % 2 = 0 THEN 'done' ELSE 'ready' END,
                @Now - 100000 + i * 10000, 0, 0, 1 FROM generate_series(1, @Rows) i
            """,
            """
            INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number,
                from_number, created_at, ended_at, outcome, updated_at)
            SELECT @Workspace, 'call-' || i, lpad(to_hex(i), 24, '0'), @Campaign, @Agent, 1, @Trunk, lpad(to_hex(i), 24, '0'), 0, 'node', 1, 'outbound', 'busy', '1', '2',
                i, i, 'busy', 1 FROM generate_series(1, @Rows) i
            """,
            "INSERT INTO call_history (workspace_id, call_id, seq, at, what) SELECT @Workspace, 'call-' || i, 1, 1, 'queued' FROM generate_series(1, @Rows) i",
            """
            INSERT INTO deliveries (workspace_id, id, endpoint_id, campaign_id, lead_id, call_id, call_status, seq, body, state, created_at, updated_at)
            SELECT @Workspace, 'delivery-' || i, @endpoint, @Campaign, lpad(to_hex(i), 24, '0'), 'call-' || i, 'busy', 1, '{}', 'delivered', 1, 1 FROM generate_series(1, @Rows) i
            """,
            """
            INSERT INTO delivery_attempts (workspace_id, delivery_id, number, at, duration_ms)
            SELECT @Workspace, 'delivery-' || i, 1, 1, 1 FROM generate_series(1, @Rows) i
            """,
        })
            await rig.ExecuteAsync(sql, new { Seeds.Workspace, Seeds.Campaign, Seeds.Agent, Seeds.Trunk, Rows, rig.Now, endpoint });
    }

    /// <summary>The counts reach the view when the connections that made them are closed.</summary>
    private static async Task<Dictionary<string, (long Whole, long ByIndex, long RowsByIndex, string? Which)>> ScansAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await Eventually.HappensAsync(async () => await OthersAsync(connection) == 0);
        await using var command = new NpgsqlCommand(
            """
            SELECT t.relname, t.seq_scan, coalesce(t.idx_scan, 0), coalesce((SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid), 0)::bigint,
                (SELECT string_agg(i.indexrelname || ' ' || i.idx_tup_read, ', ' ORDER BY i.idx_tup_read DESC) FROM pg_stat_user_indexes i WHERE i.relid = t.relid)
            FROM pg_stat_user_tables t
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var scans = new Dictionary<string, (long, long, long, string?)>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            scans[reader.GetString(0)] = (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetString(4));
        return scans;
    }

    private static async Task<long> OthersAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
