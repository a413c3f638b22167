using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Futwork.Tests.Data;

/// <summary>The database's clock rules, whatever a node's own says.</summary>
public sealed class DatabaseTimeTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_time_is_what_the_database_said_and_what_has_passed_since()
    {
        var local = new FakeTime();
        var time = new DatabaseTime(local);
        time.GetUtcNow().ShouldBe(local.GetUtcNow());
        var theirs = local.GetUtcNow().AddHours(-1);

        var asked = time.GetTimestamp();
        local.Advance(10);
        time.Set(theirs, asked, time.GetTimestamp());
        time.GetUtcNow().ShouldBe(theirs.AddMilliseconds(5));
        local.Advance(1000);

        time.GetUtcNow().ShouldBe(theirs.AddMilliseconds(1005));
    }

    [Fact]
    public void A_slow_answer_does_not_spoil_a_quick_one()
    {
        var local = new FakeTime();
        var time = new DatabaseTime(local);
        time.Set(local.GetUtcNow(), time.GetTimestamp(), time.GetTimestamp());
        var asked = time.GetTimestamp();
        var said = local.GetUtcNow();

        // The answer was written down at once and took three seconds to come.
        local.Advance(3000);
        time.Set(said, asked, time.GetTimestamp());

        time.GetUtcNow().ShouldBe(local.GetUtcNow());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task A_node_whose_clock_is_an_hour_off_claims_nothing_early_and_takes_nothing_from_others(int minutes)
    {
        await using var database = await OpenAsync("postgres");
        var (right, wrong) = (await QueueAsync(database, TimeSpan.Zero), await QueueAsync(database, TimeSpan.FromMinutes(minutes)));
        var now = TimeProvider.System.UnixNow();
        await database.WriteAsync(session => right.EnqueueManyAsync(session, [Work("now", now - 60_000), Work("in half an hour", now + 1_800_000)]));

        var claim = (await database.WriteAsync(session => wrong.ClaimAsync(session, WorkKind.Deliver, "lane", 10, Lease))).ShouldHaveSingleItem();
        claim.SubjectId.ShouldBe("now");
        (await database.WriteAsync(session => right.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(0);
        (await database.WriteAsync(session => wrong.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(0);
        await database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET lease_until = lease_until - 31000 WHERE state = 'leased'"));
        (await database.WriteAsync(session => wrong.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_transaction_whose_node_stands_still_lets_go_of_what_it_had_locked()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync("postgres")) { Options = null }.ConnectionString;
        await using (var usual = new Database(connectionString))
            (await ShownAsync(usual, "idle_in_transaction_session_timeout")).ShouldBe("5s");
        await using var impatient = new Database($"{connectionString};Options=-c idle_in_transaction_session_timeout=1000");
        await using var patient = new Database($"{connectionString};Options=-c idle_in_transaction_session_timeout=60s");
        await patient.WriteAsync(session => session.ExecuteAsync("INSERT INTO secrets (name, value) VALUES ('one', '')"));
        var (locked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var paused = impatient.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE secrets SET value = 'paused'");
            locked.SetResult();
            await goOn.Task;
            await session.ExecuteAsync("UPDATE secrets SET value = 'late'");
        });
        await await Task.WhenAny(locked.Task, paused);

        await patient.WriteAsync(session => session.ExecuteAsync("UPDATE secrets SET value = 'other'"));
        goOn.SetResult();

        await Should.ThrowAsync<Npgsql.NpgsqlException>(() => paused);
        (await patient.ReadAsync(session => session.ScalarAsync<string>("SELECT value FROM secrets"))).ShouldBe("other");
    }

    [Fact]
    public async Task A_transaction_that_waits_for_a_disk_tells_the_server_that_its_node_does_not_stand_still()
    {
        await using var database = new Database(await ConnectionStringAsync("postgres"));
        var (begun, disk, pid) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var waiting = database.WriteAsync(async session =>
        {
            pid = await session.ScalarAsync<int>("SELECT pg_backend_pid()");
            begun.SetResult();
            await session.WaitForAsync(disk.Task);
        });
        await await Task.WhenAny(begun.Task, waiting);

        await Eventually.HappensAsync(async () => await database.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = @pid AND query = 'SELECT 1' AND state = 'idle in transaction'", new { pid })) == 1);

        waiting.IsCompleted.ShouldBeFalse();
        disk.SetResult();
        await waiting;
    }

    [Fact]
    public async Task A_transaction_may_let_go_sooner_unless_the_operator_said_when()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync("postgres")) { Options = null }.ConnectionString;
        await using var usual = new Database(connectionString);
        await using var changed = new Database($"{connectionString};Options=-c idle_in_transaction_session_timeout=60s");

        (await usual.WriteAsync(SoonAsync)).ShouldBe("1500ms");
        (await changed.WriteAsync(SoonAsync)).ShouldBe("1min");
        (await ShownAsync(usual, "idle_in_transaction_session_timeout")).ShouldBe(ConnectionStrings.UsualIdleTime);

        static async Task<string?> SoonAsync(Session session)
        {
            await session.LetGoAfterAsync(TimeSpan.FromSeconds(1.5));
            return await session.ScalarAsync<string>("SHOW idle_in_transaction_session_timeout");
        }
    }

    [Fact]
    public async Task The_server_asks_after_machines_that_may_be_gone_unless_the_operator_said_how()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync("postgres")) { Options = null }.ConnectionString;
        await using var usual = new Database(connectionString);
        await using var changed = new Database($"{connectionString};Options=-c tcp_keepalives_idle=60;Application Name=ours");

        (await ShownAsync(usual, "tcp_keepalives_idle"), await ShownAsync(usual, "tcp_keepalives_interval"), await ShownAsync(usual, "tcp_keepalives_count")).ShouldBe(("5", "1", "5"));
        (await ShownAsync(changed, "tcp_keepalives_idle"), await ShownAsync(changed, "idle_in_transaction_session_timeout")).ShouldBe(("60", "5s"));
        (await ShownAsync(usual, "application_name"), await ShownAsync(changed, "application_name")).ShouldBe(("futwork", "ours"));
    }

    private static Task<string?> ShownAsync(Database database, string setting) => database.ReadAsync(session => session.ScalarAsync<string>($"SHOW {setting}"));

    private static NewWork Work(string subject, long dueAt) => NewWork.Deliver("w", "lane", "c", subject, dueAt);

    private static async Task<WorkQueue> QueueAsync(Database database, TimeSpan off)
    {
        var local = new FakeTime(TimeProvider.System.GetUtcNow() + off);
        var time = new DatabaseTime(local);
        await new DatabaseWatch(database, time, time, NullLogger<DatabaseWatch>.Instance).AskAsync(CancellationToken.None);
        return new WorkQueue(time, new WorkSignal(), new Node($"{off}"));
    }
}
