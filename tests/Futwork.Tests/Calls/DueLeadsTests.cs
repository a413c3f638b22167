using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>What becomes of orders that are claimed and lead to no call, in the transaction that dials.</summary>
public sealed class DueLeadsTests(PostgresServer postgres) : PathTests(postgres)
{
    /// <summary>On PostgreSQL only: on SQLite a statement costs no message.</summary>
    [Fact]
    public async Task However_many_are_not_called_one_statement_puts_them_off_and_one_ends_those_that_are_alike()
    {
        var node = await CallRigAsync("postgres");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        await node.Rig.ExecuteAsync("UPDATE workspaces SET settings = '{\"contactCap\": {\"perDay\": 1}}'");
        for (var i = 0; i < 4; i++)
            await node.Seeds.LeadAsync();
        foreach (var order in await node.TakeAsync())
            await node.Rig.ExecuteAsync("UPDATE leads SET phone = @To WHERE id = @again", new { order.To, again = await node.Seeds.LeadAsync() });
        for (var i = 0; i < 4; i++)
            await node.Rig.ExecuteAsync($"{Seeds.EverybodyIsListed} WHERE id = @listed", new { listed = await node.Seeds.LeadAsync() });
        for (var i = 0; i < 3; i++)
            await node.Rig.Database.WriteAsync(session => node.Rig.Get<WorkQueue>().EnqueueAsync(
                session, NewWork.Dial(Seeds.Workspace, Seeds.Campaign, Ids.New(node.Rig.Time), node.Rig.Now)));
        await CountStatementsAsync(node);

        (await node.TakeAsync()).ShouldBeEmpty();

        (await CountAsync(node, "state = 'ready' AND attempts = 0 AND lease_owner IS NULL AND put_off_by LIKE '%\"byContactCap\":true%'")).ShouldBe(4);
        (await CountAsync(node, "state = 'done' AND lease_owner IS NULL")).ShouldBe(4 + 3);
        (await node.Rig.ScalarAsync<long>("SELECT last_value FROM statements")).ShouldBe(2 + 3, "two claims, one for those that are put off, one for those on the list, one for those without a lead");
    }

    private static Task<long> CountAsync(CallRig node, string where) => node.Rig.ScalarAsync<long>($"SELECT count(*) FROM work WHERE {where}");

    private static Task CountStatementsAsync(CallRig node) => node.Rig.ExecuteAsync(
        """
        CREATE SEQUENCE statements;
        CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM nextval(''statements''); RETURN NULL; END';
        CREATE TRIGGER count_statement AFTER UPDATE ON work FOR EACH STATEMENT EXECUTE FUNCTION count_statement();
        """);
}
