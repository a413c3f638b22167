using Futwork.Benchmarks.Queues;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Benchmarks.Queues;

/// <summary>The bench sees by which plans PostgreSQL works, and which large table it reads from end to end.</summary>
public sealed class PlanLogTests
{
    [Fact]
    public async Task Plans_are_read_from_the_server_s_log_and_a_large_table_that_is_read_whole_is_found()
    {
        var plans = await AskAsync(PlanLog.Options, "SELECT id FROM calls\nWHERE ended_at IS NULL", "SELECT id FROM agents");

        plans.Plans.ShouldHaveSingleItem().ShouldBe("SELECT id FROM calls WHERE ended_at IS NULL\n      Seq Scan calls");
        plans.Whole.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_index_of_a_large_table_that_is_read_whole_is_found_unless_a_limit_ends_it()
    {
        var plans = await AskAsync(
            $"{PlanLog.Options} -c enable_seqscan=off",
            "SELECT id FROM calls WHERE id = 'a'",
            "SELECT id FROM calls ORDER BY id LIMIT 1",
            "SELECT id FROM calls ORDER BY id",
            "SELECT id FROM calls WHERE ended_at IS NULL ORDER BY id LIMIT 1");

        (plans.Plans.Count, plans.Whole.Count).ShouldBe((4, 2));
        plans.Whole[0].ShouldBe("SELECT id FROM calls ORDER BY id\n      Index Only Scan calls by all of calls_by_id");
        plans.Whole[1].ShouldBe("SELECT id FROM calls WHERE ended_at IS NULL ORDER BY id LIMIT 1\n      Index Scan calls by all of calls_by_id");
    }

    private static async Task<PlanLog> AskAsync(string options, params string[] asked)
    {
        await using var postgres = new PostgresServer(durable: false);
        var plans = new PlanLog();
        var connectionString = await postgres.CreateDatabaseAsync();
        postgres.OnSaid = plans.Read;
        await using var database = new Database($"{connectionString};{options}");
        await database.WriteAsync(session => session.ExecuteAsync(
            "CREATE TABLE calls (id text, ended_at bigint); CREATE INDEX calls_by_id ON calls (id); CREATE TABLE agents (id text)"));
        foreach (var sql in (string[])[.. asked, PlanLog.EndSql])
            await database.ReadAsync(session => session.QueryAsync<string>(sql));
        await plans.Ended.WaitAsync(Eventually.Patience);
        return plans;
    }
}
