using Futwork.Calls;
using Futwork.Data;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>However many calls were made, a round reads of each number no more of them than its cap.</summary>
public sealed class CallerIdsPlanTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Fact]
    public async Task The_uses_of_numbers_are_read_by_one_statement_that_goes_back_in_the_index_of_each()
    {
        var database = await OpenAsync("postgres");
        await database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction, status, to_number, from_number,
                created_at, dial_at, ended_at, updated_at)
            SELECT 'w', 'k' || n, 'l' || n, 'c', 'a', 1, 't', 'w' || n, 1, 'node', 1, 'outbound', 'busy', '1', 'n' || n % 30, n, n, n, n FROM generate_series(1, 60000) n
            """));
        await database.WriteAsync(session => session.ExecuteAsync("ANALYZE calls"));

        var plan = await database.ReadAsync(session => session.QueryAsync<string>(
            $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {Session.OfEach(CallerIds.UsesOf)}",
            new { each = new[] { "n1", "n2", "n3" }, WorkspaceId = "w", Id = "t", since = 0L, most = 20, leaving = 0L }));

        plan.ShouldContain(line => line.Contains("using calls_by_caller_id") && line.Contains("rows=20 loops=3"), string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("Seq Scan") || line.Contains("Sort"), string.Join('\n', plan));
    }
}
