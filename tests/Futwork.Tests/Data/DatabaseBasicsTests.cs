using Futwork.Data;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Data;

public sealed class DatabaseBasicsTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private const string InsertWorkspace = "INSERT INTO workspaces (id, name, created_at) VALUES (@Id, 'test', 1)";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_write_that_throws_leaves_nothing_behind(string engine)
    {
        var database = await OpenAsync(engine);

        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(InsertWorkspace, new { Id = "a" });
            throw new InvalidOperationException();
        }));

        (await CountAsync(database)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_second_row_with_the_same_key_is_recognised_as_a_duplicate(string engine)
    {
        var database = await OpenAsync(engine);
        await database.WriteAsync(session => session.ExecuteAsync(InsertWorkspace, new { Id = "a" }));

        var refused = await Should.ThrowAsync<Exception>(() =>
            database.WriteAsync(session => session.ExecuteAsync(InsertWorkspace, new { Id = "a" })));

        Database.IsDuplicate(refused).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Writers_at_the_same_time_all_succeed(string engine)
    {
        var database = await OpenAsync(engine);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            database.WriteAsync(session => session.ExecuteAsync(InsertWorkspace, new { Id = $"w{i}" }))));

        (await CountAsync(database)).ShouldBe(40);
    }

    [Fact]
    public async Task A_schema_that_grows_under_prepared_statements_disturbs_one_write_that_must_not_be_repeated_and_no_read()
    {
        var database = await OpenAsync("postgres");
        const string Read = "SELECT * FROM workspaces";
        await database.WriteAsync(session => session.ExecuteAsync(InsertWorkspace, new { Id = "a" }));
        Task<List<dynamic>> ReadAsync() => database.ReadAsync(session => session.QueryAsync<dynamic>(Read));
        Task<List<dynamic>> WriteAsync() => database.WriteAsync(session => session.QueryAsync<dynamic>($"{Read} FOR UPDATE"));
        async Task PrepareAsync(Func<Task<List<dynamic>>> ask)
        {
            for (var i = 0; i < 10; i++)
                await ask();
        }

        await PrepareAsync(WriteAsync);
        await database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE workspaces ADD COLUMN more text"));
        await Should.ThrowAsync<Npgsql.PostgresException>(WriteAsync);
        (await WriteAsync()).Count.ShouldBe(1, "whoever writes tries again, by then it is known");

        Task<List<dynamic>> AgainAsync() => database.WriteRepeatableAsync(session => session.QueryAsync<dynamic>($"{Read} FOR UPDATE"));
        await PrepareAsync(AgainAsync);
        await database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE workspaces ADD COLUMN another text"));
        (await AgainAsync()).Count.ShouldBe(1);

        await PrepareAsync(ReadAsync);
        await database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE workspaces ADD COLUMN still_more text"));
        (await ReadAsync()).Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_that_start_together_migrate_once(string engine)
    {
        var connectionString = await EmptyConnectionStringAsync(engine);
        await using var first = new Database(connectionString);
        await using var second = new Database(connectionString);

        await Task.WhenAll(Migrate(first), Migrate(second));
        await Migrate(first);

        (await first.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM schema_migrations WHERE version = 1"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_waits_for_another_that_migrates_for_longer_than_a_statement_may_take()
    {
        var connectionString = await ConnectionStringAsync("postgres");
        await using var first = new Database(connectionString);
        await using var second = new Database($"{connectionString};Command Timeout=3");
        var locked = new TaskCompletionSource();
        var migrating = first.WriteAsync(async session =>
        {
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@Key)", new { Key = Migrator.LockKey });
            locked.SetResult();
            await session.ExecuteAsync("SELECT pg_sleep(3.5)");
        });
        await locked.Task;

        await Migrate(second);

        await migrating;
        (await second.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM schema_migrations WHERE version = 1"))).ShouldBe(1);
    }

    [Fact]
    public void Ids_are_24_hex_digits_in_the_order_of_time()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Ids.New(TimeProvider.System)).ToList();

        ids.ShouldAllBe(id => id.Length == 24 && id.All(char.IsAsciiHexDigitLower));
        ids.Distinct().Count().ShouldBe(100);
        string.CompareOrdinal(ids[0][..12], ids[^1][..12]).ShouldBeLessThanOrEqualTo(0);
    }

    private static Task Migrate(Database database) =>
        new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync();

    private static Task<long> CountAsync(Database database) =>
        database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM workspaces"));
}
