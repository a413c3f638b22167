using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Who is called first.</summary>
public sealed class PriorityTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task The_highest_priority_is_called_first_and_one_in_ten_is_whoever_waits_longest(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 1000, callsPerSecond: 1000);
        var longest = await ManyAsync(node, 3, 0, due: -3000);
        var high = await ManyAsync(node, 12, 9, due: -100);
        var middle = await ManyAsync(node, 12, 4, due: -2000);
        await ManyAsync(node, 5, 9, due: 60_000);
        var low = await ManyAsync(node, 4, 0, due: -10);
        var taken = new List<string>();

        // One at a time, as calls end one after the other.
        for (var i = 0; i < 31; i++)
        {
            await node.Rig.ExecuteAsync("UPDATE trunks SET max_calls = @most", new { most = i + 1 });
            taken.Add((await node.TakeAsync()).ShouldHaveSingleItem().LeadId);
        }

        taken.ShouldBe([.. high[..9], longest[0], .. high[9..], .. middle[..6], longest[1], .. middle[6..], longest[2], .. low]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Many_at_once_come_in_the_same_order(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1000);
        var longest = await ManyAsync(node, 3, 0, due: -3000);
        var high = await ManyAsync(node, 4, 9, due: -100);
        var middle = await ManyAsync(node, 12, 4, due: -2000);

        (await node.TakeAsync()).Select(order => order.LeadId).ShouldBe([.. high, .. middle[..5], longest[0]]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_whose_time_is_over_at_its_place_in_time_is_not_dialled_and_told(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: 10);
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled");
        for (var i = 0; i < 5; i++)
            await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE work SET expires_at = @at", new { at = node.Rig.Now + 150 });

        var orders = await node.TakeAsync();

        orders.Count.ShouldBe(2);
        orders[1].MayDial(orders[1].DialAt).ShouldBeTrue();
        orders[1].MayDial(orders[1].DialAt.AddMilliseconds(50)).ShouldBeFalse();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM lead_progress WHERE outcome = 'expired' AND ended_by = 'lead-expired'")).ShouldBe(3);
        (await node.DeliveriesAsync()).ShouldBe(["canceled", "canceled", "canceled"]);
    }

    private static async Task<List<string>> ManyAsync(CallRig node, int count, int priority, int due)
    {
        var leads = new List<string>();
        for (var i = 0; i < count; i++)
        {
            leads.Add(await node.Seeds.LeadAsync(dueAt: node.Rig.Now + due + i));
            await node.Rig.ExecuteAsync("UPDATE work SET priority = @priority WHERE subject_id = @lead", new { priority, lead = leads[^1] });
        }

        return leads;
    }
}
