using Futwork.Calls;
using Futwork.Consent;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>The numbers that calls come from take turns, rest, and stay the same for the same person.</summary>
public sealed class CallerIdsTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Other = "5f0000000000000000000005";
    private static readonly string[] Numbers = ["+911600110011", "+911600110012", "+911600110013"];

    [Theory, MemberData(nameof(Engines))]
    public async Task Numbers_take_turns_whoever_calls(string engine)
    {
        var node = await StartAsync(engine, """{"rotate":true}""");
        await node.Seeds.CampaignAsync(""","callerIds":["+911600110011","+911600110013"]""", Other);
        await LeadsAsync(node, Seeds.Campaign, 6);

        (await TakeAsync(node, Seeds.Campaign)).Select(order => order.From).ShouldBe([.. Numbers, .. Numbers]);
        await LeadsAsync(node, Other, 4);
        (await TakeAsync(node, Other)).Select(order => order.From).ShouldBe([Numbers[0], Numbers[2], Numbers[0], Numbers[2]]);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE from_number = '+911600110012'")).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_is_used_so_often_in_any_24_hours_and_leads_wait_until_the_first_one_is_free(string engine)
    {
        var node = await StartAsync(engine, """{"rotate":true,"dailyCap":2}""");
        var first = node.Rig.Now;
        await LeadsAsync(node, Seeds.Campaign, 10);

        var orders = await TakeAsync(node, Seeds.Campaign);
        orders.Count.ShouldBe(6);
        orders.GroupBy(order => order.From).ShouldAllBe(uses => uses.Count() == 2);
        var put = await node.Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<(long Due, string Why)>("SELECT due_at, put_off_by FROM work WHERE state = 'ready' AND put_off_by IS NOT NULL"));
        put.Due.ShouldBe(first + 24 * 3600_000);
        ApiJson.Read<DialDecision>(put.Why).ShouldSatisfyAllConditions(why => why.Allowed.ShouldBeFalse(), why => why.Rule.ShouldBe(DialDecision.CallerIds));
        foreach (var order in orders)
            await node.EndAsync(order);

        node.Rig.Time.Advance(TimeSpan.FromHours(23.99));
        (await TakeAsync(node, Seeds.Campaign)).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromHours(0.02));
        (await TakeAsync(node, Seeds.Campaign)).Count.ShouldBe(4);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_a_number_that_was_used_more_often_than_it_may_be_the_last_calls_count(string engine)
    {
        var node = await StartAsync(engine, """{"dailyCap":4}""");
        var first = node.Rig.Now;
        long At(int hours) => first + hours * 3600_000L;
        await UsesAsync(node, Numbers[0], At(-23), At(-20), At(-10), At(-5), At(-1));
        await LeadsAsync(node, Seeds.Campaign, 2);

        // Of five calls the last four count, of which the first counts until four hours from now; the next until fourteen.
        await IsFreeAtAsync(At(4));
        await IsFreeAtAsync(At(14));

        async Task IsFreeAtAsync(long moment)
        {
            node.Rig.Time.Advance(TimeSpan.FromMilliseconds(moment - 1 - node.Rig.Now));
            (await TakeAsync(node, Seeds.Campaign)).ShouldBeEmpty();
            node.Rig.Time.Advance(TimeSpan.FromMilliseconds(1));
            (await TakeAsync(node, Seeds.Campaign)).ShouldHaveSingleItem();
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_is_free_again_within_a_round_for_each_of_its_calls_that_counts_no_more(string engine)
    {
        const long Day = 24 * 3600_000L;
        var node = await StartAsync(engine, """{"rotate":true,"dailyCap":2}""");
        var now = node.Rig.Now;
        await UsesAsync(node, Numbers[1], now - Day + 1, now - Day + 2);
        await UsesAsync(node, Numbers[2], now - 3600_000, now - 3599_000);
        await LeadsAsync(node, Seeds.Campaign, 6);

        // Places are 1.04 ms apart.
        (await TakeAsync(node, Seeds.Campaign)).Select(order => order.From).ShouldBe([Numbers[0], Numbers[1], Numbers[0], Numbers[1]]);
        (await PutOffToAsync(node)).ShouldBe([now - 3600_000 + Day, now - 3600_000 + Day]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Calls_that_nobody_heard_of_use_no_number(string engine)
    {
        var node = await StartAsync(engine, """{"rotate":true,"dailyCap":2,"coolDownSeconds":3600}""");
        await LeadsAsync(node, Seeds.Campaign, 3);
        foreach (var order in await TakeAsync(node, Seeds.Campaign))
            await node.Rig.Get<CallJournals>().Open(order).EndAsync(CallEndings.NeverLeft(), null);
        node.Rig.Time.Advance(TimeSpan.FromMinutes(1));

        (await TakeAsync(node, Seeds.Campaign)).Select(order => order.From).ShouldBe(Numbers, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_rests_between_two_calls(string engine)
    {
        var node = await StartAsync(engine, """{"rotate":true,"coolDownSeconds":60}""");
        await LeadsAsync(node, Seeds.Campaign, 8);

        (await TakeAsync(node, Seeds.Campaign)).Select(order => order.From).ShouldBe(Numbers);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(59));
        (await TakeAsync(node, Seeds.Campaign)).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await TakeAsync(node, Seeds.Campaign)).Select(order => order.From).ShouldBe(Numbers);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_person_is_called_from_the_same_number_again_or_waits_for_it(string engine)
    {
        var node = await StartAsync(engine, """{"rotate":true,"dailyCap":2}""", ""","retry":{"maxAttempts":9,"gapSeconds":60}""");
        await LeadsAsync(node, Seeds.Campaign, 3);
        var first = await TakeAsync(node, Seeds.Campaign);
        await EndAllAsync(node, first);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));

        var second = await TakeAsync(node, Seeds.Campaign);
        await EndAllAsync(node, second);
        second.ToDictionary(order => order.To, order => order.From).ShouldBe(first.ToDictionary(order => order.To, order => order.From), ignoreOrder: true);

        // Their numbers have made the calls that they may: nobody is called from a stranger's number.
        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        await node.Rig.ExecuteAsync("UPDATE calls SET from_number = '+911600110099' WHERE from_number = '+911600110013'");
        var third = await TakeAsync(node, Seeds.Campaign);
        third.ShouldHaveSingleItem().From.ShouldBe(Numbers[2]);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE put_off_by IS NOT NULL")).ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Without_a_word_calls_come_from_the_trunk_s_first_number(string engine)
    {
        var node = await StartAsync(engine, "{}");
        await LeadsAsync(node, Seeds.Campaign, 3);

        (await TakeAsync(node, Seeds.Campaign)).ShouldAllBe(order => order.From == Numbers[0]);
    }

    private async Task<CallRig> StartAsync(string engine, string use, string campaign = "")
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 20, callsPerSecond: 1000, campaign: campaign);
        await node.Rig.ExecuteAsync(
            "UPDATE trunks SET caller_ids = @ids, pacing = @pacing", new { ids = ApiJson.Write(Numbers), pacing = $$"""{"callerIdUse":{{use}}}""" });
        return node;
    }

    private static async Task LeadsAsync(CallRig node, string campaign, int count)
    {
        for (var i = 0; i < count; i++)
            await node.Seeds.LeadAsync(campaign: campaign);
    }

    /// <summary>Calls from a number that are over.</summary>
    private static async Task UsesAsync(CallRig node, string number, params long[] moments)
    {
        foreach (var at in moments)
        {
            await node.Rig.ExecuteAsync(
                """
                INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction,
                    status, outcome, to_number, from_number, created_at, dial_at, ended_at, updated_at)
                VALUES (@Workspace, @id, 'before', @Campaign, @Agent, 1, @Trunk, 'none', 1, 'node', 1, 'outbound',
                    'busy', 'busy', '+919999789877', @number, @at, @at, @at, @at)
                """, new { Seeds.Workspace, id = $"{number} {at}", Seeds.Campaign, Seeds.Agent, Seeds.Trunk, number, at });
        }
    }

    private static Task<List<long>> PutOffToAsync(CallRig node) =>
        node.Rig.Database.ReadAsync(session => session.QueryAsync<long>("SELECT due_at FROM work WHERE state = 'ready' AND put_off_by IS NOT NULL"));

    private static Task<List<CallOrder>> TakeAsync(CallRig node, string campaign) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, [campaign], CancellationToken.None);

    private static async Task EndAllAsync(CallRig node, List<CallOrder> orders)
    {
        foreach (var order in orders)
            await node.EndAsync(order);
    }
}
