using Futwork.Calls;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>How often a person is called by all campaigns together, in the transaction that dials.</summary>
public sealed class ContactCapRoundTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string OtherCampaign = "5f0000000000000000000005";
    private const string OtherTrunk = "5f0000000000000000000006";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_person_is_called_by_one_campaign_and_put_off_by_the_other_to_their_next_day(string engine)
    {
        // Thursday 11:30 in India.
        var node = (await ArrangeAsync(engine, nodes: 1, """{"contactCap":{"perDay":1}}"""))[0];
        await LeadsAsync(node, "+919999789877", Seeds.Campaign, OtherCampaign);
        var stranger = await node.Seeds.LeadAsync();

        var orders = await TakeAsync(node, Seeds.Trunk, Seeds.Campaign);
        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldBeEmpty();

        orders.Count.ShouldBe(2);
        orders.ShouldContain(order => order.LeadId == stranger);
        (await node.CallAsync(orders[0].CallSid))!.DialDecision.ShouldNotBeNull().ShouldContain("contact cap 1 a day");
        var kept = await node.Rig.ScalarAsync<string>("SELECT put_off_by FROM work WHERE put_off_by IS NOT NULL");
        kept.ShouldNotBeNull().ShouldContain("\"rule\":\"contact cap 1 a day Asia/Kolkata\"");
        kept.ShouldContain("\"byContactCap\":true");
        var midnight = DateTimeOffset.Parse("2026-01-15T18:30:00Z");
        (await node.Rig.ScalarAsync<long>("SELECT due_at FROM work WHERE put_off_by IS NOT NULL")).ShouldBe(midnight.ToUnixTimeMilliseconds());

        foreach (var order in orders)
            await node.EndAsync(order);
        node.Rig.Time.Advance(midnight - node.Rig.Time.GetUtcNow());
        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_person_is_put_off_to_a_day_of_their_own(string engine)
    {
        // Thursday 06:00 UTC: 11:30 in India, 01:00 in New York.
        var node = (await ArrangeAsync(engine, nodes: 1, """{"contactCap":{"perDay":1}}"""))[0];
        await LeadsAsync(node, "+919999789877", Seeds.Campaign, OtherCampaign);
        await LeadsAsync(node, "+12125550100", Seeds.Campaign, OtherCampaign);

        (await TakeAsync(node, Seeds.Trunk, Seeds.Campaign)).Count.ShouldBe(2);
        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldBeEmpty();

        var put = await node.Rig.Database.ReadAsync(session => session.QueryAsync<(string Phone, long Due, string Why)>(
            "SELECT l.phone, w.due_at, w.put_off_by FROM work w JOIN leads l ON l.id = w.subject_id WHERE w.put_off_by IS NOT NULL ORDER BY l.phone"));
        put.Select(one => (one.Phone, DateTimeOffset.FromUnixTimeMilliseconds(one.Due))).ShouldBe(
            [("+12125550100", DateTimeOffset.Parse("2026-01-16T05:00:00Z")), ("+919999789877", DateTimeOffset.Parse("2026-01-15T18:30:00Z"))]);
        put.Select(one => one.Why.Contains("contact cap 1 a day America/New_York")).ShouldBe([true, false]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_counts_for_the_day_of_its_place_in_time(string engine)
    {
        var node = (await ArrangeAsync(engine, nodes: 1, """{"contactCap":{"perDay":1}}"""))[0];
        await LeadsAsync(node, "+919999789877", Seeds.Campaign, OtherCampaign);
        (await TakeAsync(node, Seeds.Trunk, Seeds.Campaign)).ShouldHaveSingleItem();
        await node.Rig.ExecuteAsync("UPDATE calls SET created_at = created_at - 86400000");

        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_never_left_does_not_count(string engine)
    {
        var node = (await ArrangeAsync(engine, nodes: 1, """{"contactCap":{"perWeek":1}}"""))[0];
        await LeadsAsync(node, "+919999789877", Seeds.Campaign, OtherCampaign);

        await node.EndAsync((await TakeAsync(node, Seeds.Trunk, Seeds.Campaign)).Single(), CallEndings.NeverLeft());

        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_the_line_failed_before_anything_rang_does_not_count(string engine)
    {
        var node = (await ArrangeAsync(engine, nodes: 1, """{"contactCap":{"perWeek":1}}"""))[0];
        await LeadsAsync(node, "+919999789877", Seeds.Campaign, OtherCampaign);
        var journal = node.Rig.Get<CallJournals>().Open((await TakeAsync(node, Seeds.Trunk, Seeds.Campaign)).Single());
        journal.Initiated("provider");

        await journal.EndAsync(CallEndings.Unanswered(new LegAnswer(LegResult.Congestion), null), null);

        (await TakeAsync(node, OtherTrunk, OtherCampaign)).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Trunks_that_nodes_look_at_in_the_same_moment_keep_the_bound_together(string engine)
    {
        var nodes = await ArrangeAsync(engine, nodes: 3, """{"contactCap":{"perDay":2}}""");
        for (var person = 0; person < 8; person++)
            await LeadsAsync(nodes[0], $"+91999978980{person}", Seeds.Campaign, Seeds.Campaign, OtherCampaign, OtherCampaign);

        for (var pass = 0; pass < 3; pass++)
        {
            var taken = await Task.WhenAll(nodes.SelectMany(node => new[] { TakeAsync(node, Seeds.Trunk, Seeds.Campaign), TakeAsync(node, OtherTrunk, OtherCampaign) }));
            foreach (var order in taken.SelectMany(orders => orders))
                await nodes[0].EndAsync(order);
            nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(16));
        }

        var most = await nodes[0].Rig.ScalarAsync<long>("SELECT max(n) FROM (SELECT count(*) AS n FROM calls GROUP BY to_number) counted");
        most.ShouldBe(2);
        (await nodes[0].Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(16);
        (await nodes[0].Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial' AND put_off_by IS NOT NULL")).ShouldBe(16);
    }

    private async Task<List<CallRig>> ArrangeAsync(string engine, int nodes, string workspace)
    {
        var rigs = await NodesAsync(engine, nodes);
        await rigs[0].Seeds.AllAsync(maxCalls: 100, callsPerSecond: 1000);
        await rigs[0].Seeds.TrunkAsync(100, 1000, OtherTrunk);
        await rigs[0].Seeds.CampaignAsync(id: OtherCampaign, trunk: OtherTrunk);
        await rigs[0].Rig.ExecuteAsync("UPDATE workspaces SET settings = @workspace", new { workspace });
        return rigs;
    }

    private static async Task LeadsAsync(CallRig node, string phone, params string[] campaigns)
    {
        foreach (var campaign in campaigns)
        {
            var lead = await node.Seeds.LeadAsync(campaign: campaign);
            await node.Rig.ExecuteAsync("UPDATE leads SET phone = @phone WHERE id = @lead", new { phone, lead });
        }
    }

    private static Task<List<CallOrder>> TakeAsync(CallRig node, string trunk, string campaign) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, trunk, [campaign], CancellationToken.None);
}
