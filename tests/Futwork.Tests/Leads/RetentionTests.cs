using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Leads;
using Futwork.Tests.Support;

namespace Futwork.Tests.Leads;

public sealed class RetentionTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly string[] Tables = ["calls", "call_history", "call_words", "leads", "lead_progress", "deliveries", "delivery_attempts", "work", "idempotency_keys"];

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_over_and_too_old_goes_and_nothing_else(string engine)
    {
        var node = await CallRigAsync(engine, "--Retention:Days=30");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "busy");
        var file = await CallAsync(node);
        await node.Rig.ExecuteAsync(
            "INSERT INTO idempotency_keys (workspace_id, key, fingerprint, status, response, created_at) VALUES ('w', 'k', 'f', 201, '{}', @Now)", new { node.Rig.Now });
        // Its webhook was taken; that of the second was not, yet.
        await node.Rig.ExecuteAsync("UPDATE deliveries SET state = 'delivered'");
        await CallAsync(node);
        var sleeping = await node.Seeds.LeadAsync(dueAt: node.Rig.Now + 90L * 24 * 3600 * 1000);
        node.Rig.Time.Advance(TimeSpan.FromDays(31));
        await CallAsync(node);

        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).ShouldBe((1, 1, 1, 0));

        (await CountAsync(node, "calls"), await CountAsync(node, "leads"), await CountAsync(node, "deliveries"), await CountAsync(node, "lead_progress")).ShouldBe((2, 3, 2, 2));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM leads WHERE id = @sleeping", new { sleeping })).ShouldBe(1);
        File.Exists(file).ShouldBeFalse();
        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).ShouldBe((0, 0, 0, 0));

        node.Rig.Time.Advance(TimeSpan.FromDays(31));
        await node.Rig.ExecuteAsync("UPDATE deliveries SET state = 'delivered'");
        await node.Rig.ExecuteAsync("UPDATE work SET state = 'done'");
        await node.Rig.ExecuteAsync("INSERT INTO call_words (workspace_id, call_id, position, line) SELECT workspace_id, id, 0, '{}' FROM calls");
        await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None);
        foreach (var table in Tables)
            (await CountAsync(node, table)).ShouldBe(0, table);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_in_which_somebody_was_promised_another_stays_until_that_is_made(string engine)
    {
        var node = await CallRigAsync(engine, "--Retention:Days=30");
        await node.Seeds.AllAsync();
        await CallAsync(node);
        await node.Rig.ExecuteAsync("UPDATE calls SET callback = '{}'");
        await node.Rig.ExecuteAsync("UPDATE deliveries SET state = 'delivered'");
        await node.Rig.ExecuteAsync("UPDATE work SET state = 'ready' WHERE kind = 'dial'");
        node.Rig.Time.Advance(TimeSpan.FromDays(31));

        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).Calls.ShouldBe(0);
        await node.Rig.ExecuteAsync("UPDATE work SET state = 'done'");
        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).Calls.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lot_goes_in_small_parts(string engine)
    {
        var node = await CallRigAsync(engine, "--Retention:Days=30");
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync(
            """
            WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 1200)
            INSERT INTO leads (workspace_id, campaign_id, id, phone_sent, phone, recipient_data, created_at)
            SELECT l.workspace_id, l.campaign_id, substr(l.id, 1, 12) || cast(100000000000 + i AS text), l.phone_sent, l.phone, '{}', 1
            FROM leads l CROSS JOIN numbers
            """);
        await node.Rig.ExecuteAsync("DELETE FROM work");
        var leads = await CountAsync(node, "leads");
        leads.ShouldBe(1201);
        node.Rig.Time.Advance(TimeSpan.FromDays(31));

        var deleting = node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None);
        await Eventually.IsAsync(() => deleting.IsCompleted ? "" : null, () => node.Rig.Time.Advance(50));

        (await deleting).Leads.ShouldBe((int)leads);
    }

    [Fact]
    public async Task A_node_that_only_makes_calls_deletes_their_files_and_nothing_else()
    {
        var node = await CallRigAsync("sqlite", "--Retention:Days=30", "--Roles=media");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        var file = await CallAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromDays(31));

        await node.Rig.Get<Retention>().LookAsync(CancellationToken.None);

        File.Exists(file).ShouldBeFalse();
        (await CountAsync(node, "calls")).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_that_fails_keeps_nobody_s_voice_for_longer()
    {
        var node = await CallRigAsync("sqlite", "--Retention:Days=30");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        var file = await CallAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromDays(31));
        await node.Rig.ExecuteAsync("ALTER TABLE idempotency_keys RENAME TO gone");

        await Should.ThrowAsync<System.Data.Common.DbException>(() => node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None));

        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task What_breaks_in_one_workspace_keeps_nothing_of_another_for_longer()
    {
        var node = await CallRigAsync("sqlite", "--Retention:Days=30");
        await node.Rig.ExecuteAsync("INSERT INTO workspaces (id, name, created_at) VALUES ('a', 'A', 1), ('b', 'B', 1), ('c', 'C', 1)");
        await node.Rig.ExecuteAsync(
            """
            INSERT INTO imports (workspace_id, id, campaign_id, format, dry_run, headers, mapping, status, rows_read, accepted, updated, skipped, refused, blank,
                not_reached, failures, created_at, updated_at)
            SELECT id, '000000000000aaaaaaaaaaaa', 'campaign', 'csv', 0, '[]', '[]', 'done', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 FROM workspaces WHERE id IN ('a', 'b', 'c')
            """);
        await node.Rig.ExecuteAsync("CREATE TRIGGER break BEFORE DELETE ON imports WHEN old.workspace_id = 'b' BEGIN SELECT RAISE(ABORT, 'broken'); END");

        await Should.ThrowAsync<System.Data.Common.DbException>(() => node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None));

        (await node.Rig.ScalarAsync<string>("SELECT group_concat(workspace_id) FROM imports")).ShouldBe("b");
    }

    [Fact]
    public async Task A_lead_that_is_chosen_to_be_called_once_more_at_this_moment_stays()
    {
        var node = await CallRigAsync("postgres", "--Retention:Days=30");
        await node.Seeds.AllAsync();
        await CallAsync(node);
        await node.Rig.ExecuteAsync("DELETE FROM call_history");
        await node.Rig.ExecuteAsync("DELETE FROM calls");
        node.Rig.Time.Advance(TimeSpan.FromDays(31));
        var (updated, chosen) = (new TaskCompletionSource(), new TaskCompletionSource());
        var redial = node.Rig.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE work SET state = 'ready'");
            updated.SetResult();
            await chosen.Task;
        });
        await updated.Task;

        (await node.Rig.Get<Retention>().DeleteAsync(CancellationToken.None)).Leads.ShouldBe(0);
        chosen.SetResult();
        await redial;

        (await CountAsync(node, "leads")).ShouldBe(1);
        (await CountAsync(node, "work")).ShouldBe(1);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    public async Task Fewer_days_than_webhooks_are_retried_are_refused(string days) =>
        (await Should.ThrowAsync<SettingsException>(() => RigAsync("sqlite", null, $"--Retention:Days={days}"))).Message.ShouldContain("Retention:Days");

    /// <summary>A lead that is called and busy.</summary>
    /// <returns>Its transcript's file.</returns>
    private static async Task<string> CallAsync(CallRig node)
    {
        await node.Seeds.LeadAsync();
        // The trunk's next place in time.
        node.Rig.Time.Advance(10);
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Reply(new Futwork.Realtime.Telephony.LegAnswer(Futwork.Realtime.Telephony.LegResult.Busy));
        await node.IdleAsync();
        var file = node.Rig.Get<CallFiles>().Prepare(CallFiles.Transcript(far.Request.CallId));
        await File.WriteAllTextAsync(file, "");
        return file;
    }

    private static Task<long> CountAsync(CallRig node, string table) => node.Rig.ScalarAsync<long>($"SELECT count(*) FROM {table}");
}
