using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Queue;

/// <summary>What was put off is due as before when the rules change, however much it is.</summary>
public sealed class RecallsTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task So_many_are_recalled_at_once_and_the_rest_of_all_lanes_in_portions(string engine)
    {
        var database = await OpenAsync(engine);
        var recalls = NewRecalls(database);
        await FillAsync(database, "a", Recalls.MostAtOnce + 3);
        await FillAsync(database, "b", 2);
        await FillAsync(database, "other", 1);

        await database.WriteAsync(session => recalls.RecallAsync(session, "w", WorkKind.Dial, ["a", "b"]));
        (await PutOffAsync(database)).ShouldBe(3 + 2 + 1);

        await recalls.LookAsync(CancellationToken.None);
        (await PutOffAsync(database)).ShouldBe(1);
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work WHERE due_at = 7"))).ShouldBe(Recalls.MostAtOnce + 3 + 2);
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work_recalls"))).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Few_leave_nothing_to_be_done_later(string engine)
    {
        var database = await OpenAsync(engine);
        await FillAsync(database, "a", 3);

        await database.WriteAsync(session => NewRecalls(database).RecallAsync(session, "w", WorkKind.Dial, ["a", "b"]));

        (await PutOffAsync(database)).ShouldBe(0);
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work_recalls"))).ShouldBe(0);
    }

    /// <summary>Whoever is at one may be waiting for what the other has moved already. SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task What_somebody_else_has_in_hand_is_not_waited_for_and_recalled_by_a_later_look()
    {
        var database = await OpenAsync("postgres");
        var recalls = NewRecalls(database);
        await FillAsync(database, "a", 3);

        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("SELECT id FROM work WHERE id = 'a2' FOR UPDATE");
            // Waiting for the row that is held here, either would wait for ever.
            await database.WriteAsync(other => recalls.RecallAsync(other, "w", WorkKind.Dial, ["a"]));
            await recalls.LookAsync(CancellationToken.None);
            (await PutOffAsync(database)).ShouldBe(1);
        });
        await recalls.LookAsync(CancellationToken.None);

        (await PutOffAsync(database)).ShouldBe(0);
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work_recalls"))).ShouldBe(0);
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task What_a_round_puts_off_again_right_behind_it_is_not_recalled_once_more()
    {
        var database = await OpenAsync("postgres");
        var recalls = NewRecalls(database);
        await FillAsync(database, "a", Recalls.MostAtOnce + 3);
        // As a round whose transaction ends between the statement that recalls and the next one.
        await database.WriteAsync(session => session.ExecuteAsync(
            """
            CREATE FUNCTION put_off_again() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN UPDATE work SET due_at = 9000, put_off_from = 7 WHERE id = ''a1''; RETURN NULL; END';
            CREATE TRIGGER put_off_again AFTER UPDATE ON work FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION put_off_again()
            """));

        await database.WriteAsync(session => recalls.RecallAsync(session, "w", WorkKind.Dial, ["a"]));
        (await PutOffAsync(database)).ShouldBe(3 + 1);

        await recalls.LookAsync(CancellationToken.None);
        (await PutOffAsync(database)).ShouldBe(1);
        (await database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work_recalls"))).ShouldBe(0);
    }

    private static Recalls NewRecalls(Database database) => new(database, new WorkSignal(), TimeProvider.System, NullLogger<Recalls>.Instance);

    private static Task<long> PutOffAsync(Database database) => database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM work WHERE put_off_from IS NOT NULL"));

    /// <summary>Duties that were due at 7 and were put off.</summary>
    private static Task<int> FillAsync(Database database, string lane, int count) => database.WriteAsync(session => session.ExecuteAsync(
        """
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < @count)
        INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at, put_off_from, put_off_by)
        SELECT 'w', @lane || i, 'dial', @lane, @lane, @lane || i, 'ready', 9000, 0, 0, 1, 7, '{}' FROM numbers
        """, new { lane, count }));
}
