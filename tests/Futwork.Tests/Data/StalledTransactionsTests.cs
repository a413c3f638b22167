using Futwork.Data;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Futwork.Tests.Data;

/// <summary>Clients that stand still in the middle of a statement, as PostgreSQL sees them. SQLite has no sessions.</summary>
public sealed class StalledTransactionsTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private const int Rows = 1000;
    private const int LongText = 1_000_000;

    [Fact]
    public async Task Who_stands_still_in_the_middle_of_a_copy_keeps_its_rows_for_so_many_looks()
    {
        var database = await ArrangeAsync();
        await using var client = await database.Postgres!.OpenConnectionAsync();
        await using var copy = await HoldAndCopyAsync(database, client);

        var stalled = await LookAsync(database, StalledTransactions.MostLooks);
        (await IsHeldAsync(database)).ShouldBeTrue();
        await stalled.LookAsync(CancellationToken.None);

        await Eventually.HappensAsync(async () => !await IsHeldAsync(database));
        await Should.ThrowAsync<NpgsqlException>(async () => await copy.CompleteAsync());
    }

    [Fact]
    public async Task Who_takes_no_answer_keeps_its_rows_for_more_looks_since_nothing_tells_how_much_it_took()
    {
        var database = await ArrangeAsync();
        await using var client = await database.Postgres!.OpenConnectionAsync();
        await HoldAsync(client);
        await using var ask = new NpgsqlCommand($"SELECT repeat('x', {LongText}) FROM generate_series(1, 1000)", client);
        var answer = await ask.ExecuteReaderAsync();
        await Eventually.HappensAsync(() => TakesNothingAsync(database, client));

        var stalled = await LookAsync(database, StalledTransactions.MostBlindLooks);
        (await IsHeldAsync(database)).ShouldBeTrue();
        await stalled.LookAsync(CancellationToken.None);

        await Eventually.HappensAsync(async () => !await IsHeldAsync(database));
        await Should.ThrowAsync<NpgsqlException>(() => ReadAllAsync(answer));
    }

    [Fact]
    public async Task A_node_that_was_told_to_take_another_role_looks_after_those_that_log_in_as_it_does()
    {
        var database = await ArrangeAsync();
        await database.WriteAsync(session => session.ExecuteAsync("CREATE ROLE owner_of_things"));
        await using var client = await database.Postgres!.OpenConnectionAsync();
        await using var copy = await HoldAndCopyAsync(database, client);
        var other = new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString);
        other.Options += " -c role=owner_of_things";
        await using var node = new Database(other.ConnectionString);

        await LookAsync(node, StalledTransactions.MostLooks + 1);

        await Eventually.HappensAsync(async () => !await IsHeldAsync(database));
        await Should.ThrowAsync<NpgsqlException>(async () => await copy.CompleteAsync());
    }

    [Fact]
    public async Task Who_gets_on_is_left_alone_however_slowly()
    {
        var database = await ArrangeAsync();
        await using var client = await database.Postgres!.OpenConnectionAsync();
        await using var copy = await HoldAndCopyAsync(database, client);
        var stalled = await LookAsync(database, 1);
        var (row, sent) = (1L, 0L);

        for (var look = 0; look < 2 * StalledTransactions.MostLooks; look++)
        {
            for (var i = 0; i < Rows; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(++row);
            }

            var before = sent;
            await Eventually.HappensAsync(async () => (sent = await SentAsync(database, client)) > before);
            await stalled.LookAsync(CancellationToken.None);
        }

        (await copy.CompleteAsync()).ShouldBe((ulong)row - 1);
    }

    [Fact]
    public async Task Sessions_of_others_are_left_alone()
    {
        var database = await ArrangeAsync();
        await using var client = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString) { ApplicationName = "psql", Pooling = false }.ConnectionString);
        await client.OpenAsync();
        await using var copy = await HoldAndCopyAsync(database, client);

        await LookAsync(database, 2 * StalledTransactions.MostLooks);

        (await copy.CompleteAsync()).ShouldBe(0UL);
    }

    private async Task<Database> ArrangeAsync()
    {
        var database = await OpenAsync("postgres");
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id bigint PRIMARY KEY)"));
        await database.WriteAsync(session => session.ExecuteAsync("INSERT INTO things (id) VALUES (1)"));
        return database;
    }

    /// <summary>It holds a row, and has begun to copy others.</summary>
    private static async Task<NpgsqlBinaryImporter> HoldAndCopyAsync(Database database, NpgsqlConnection client)
    {
        await HoldAsync(client);
        var copy = await client.BeginBinaryImportAsync("COPY things (id) FROM STDIN (FORMAT binary)");
        await Eventually.HappensAsync(async () => await SentAsync(database, client) >= 0);
        return copy;
    }

    private static async Task HoldAsync(NpgsqlConnection client)
    {
        await using var hold = new NpgsqlCommand("BEGIN; SELECT id FROM things WHERE id = 1 FOR UPDATE", client);
        await hold.ExecuteNonQueryAsync();
    }

    private static async Task ReadAllAsync(NpgsqlDataReader answer)
    {
        while (await answer.ReadAsync())
            answer.GetString(0).Length.ShouldBe(LongText);
    }

    private static async Task<StalledTransactions> LookAsync(Database database, int looks)
    {
        var stalled = new StalledTransactions(database, TimeProvider.System, NullLogger<StalledTransactions>.Instance);
        for (var look = 0; look < looks; look++)
            await stalled.LookAsync(CancellationToken.None);
        return stalled;
    }

    /// <summary>How many bytes have come, once the server waits for more; -1 before.</summary>
    private static async Task<long> SentAsync(Database database, NpgsqlConnection client) =>
        await database.ReadAsync(session => session.ScalarAsync<long?>(
            """
            SELECT c.bytes_processed FROM pg_stat_progress_copy c JOIN pg_stat_activity a ON a.pid = c.pid
            WHERE c.pid = @pid AND a.state = 'active' AND a.wait_event = 'ClientRead'
            """, new { pid = client.ProcessID })) ?? -1;

    /// <summary>The server waits for it to take more of the answer.</summary>
    private static async Task<bool> TakesNothingAsync(Database database, NpgsqlConnection client) =>
        await database.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = @pid AND state = 'active' AND wait_event = 'ClientWrite'", new { pid = client.ProcessID })) == 1;

    private static async Task<bool> IsHeldAsync(Database database) =>
        await database.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT 1 FROM things WHERE id = 1 FOR UPDATE SKIP LOCKED) free")) == 0;
}
