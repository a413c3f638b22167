using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Queue;

/// <summary>However many leads there are, a claim reads no more of them than it takes.</summary>
public sealed class ClaimPlanTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Fact]
    public async Task A_claim_by_priority_probes_the_index_once_for_each_priority_and_passes_over_nobody()
    {
        var database = await OpenAsync("postgres");
        await database.WriteAsync(async session =>
        {
            // Most of them have a priority and are not due yet: they stand between the others in any order but this index's.
            await session.ExecuteAsync(
                """
                INSERT INTO work (workspace_id, id, kind, lane, campaign_id, subject_id, state, due_at, attempts, fence, created_at, priority)
                SELECT 'w', 'w' || n, 'dial', 'c' || n % 3, 'c' || n % 3, 'l' || n, 'ready', CASE WHEN n % 10 = 0 THEN n ELSE 9000000 + n END, 0, 0, 1, n % 10
                FROM generate_series(1, 60000) n
                """);
        });
        await database.WriteAsync(session => session.ExecuteAsync("ANALYZE work"));

        var plan = await database.ReadAsync(session => session.QueryAsync<string>(
            $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT * FROM ({WorkQueue.OfEachPriority}) each_priority ORDER BY priority DESC, due_at, id LIMIT @limit",
            new { kind = "dial", lane = "c1", now = 8_000_000L, limit = 20 }));

        plan.Count(line => line.Contains("using work_due_first")).ShouldBe((int)NewWork.Promised, string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("Seq Scan") || line.Contains("Rows Removed"));
    }
}
