using Futwork.Accounts;
using Futwork.Calls;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Futwork.Trunks;

namespace Futwork.Tests.Calls;

/// <summary>Trunks have their rounds one after the other, and none waits long for a node that stands still in the middle of one.</summary>
public sealed class ManyTrunksTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Other = "5f0000000000000000000005";
    private const string OtherTrunk = "5f0000000000000000000006";

    private const string NineToFive =
        ""","windowsIn":"person","timezoneField":"tz","callingWindows":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"start":"09:00","end":"17:00"}]""";

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_of_many_trunks_has_its_round_in_one_look_also_where_something_bounds_them_all(string engine)
    {
        const int Trunks = 9;
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        for (var i = 1; i < Trunks; i++)
        {
            await node.Seeds.TrunkAsync(id: Nth("7", i));
            await node.Seeds.CampaignAsync(id: Nth("8", i), trunk: Nth("7", i));
        }

        for (var look = 1; look <= 2; look++)
        {
            for (var i = 0; i < Trunks; i++)
                await node.Seeds.LeadAsync(campaign: i == 0 ? Seeds.Campaign : Nth("8", i));
            await node.LookAsync();

            (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(look * Trunks);
            await node.Rig.ExecuteAsync("UPDATE workspaces SET settings = '{\"maxConcurrentCalls\": 1000}'");
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_is_in_campaigns_of_two_trunks_is_rung_over_one_of_them(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.TrunkAsync(id: OtherTrunk);
        await node.Seeds.CampaignAsync(id: Other, trunk: OtherTrunk);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync(campaign: Other);
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = '+919999789877'");

        await node.LookAsync();

        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(1);
    }

    /// <summary>On PostgreSQL only, as the following: SQLite lets one write at a time.</summary>
    [Fact]
    public async Task Who_is_called_over_another_trunk_at_the_very_same_moment_is_left_to_it()
    {
        var (node, other) = await ArrangeSamePersonAsync();
        var goOn = await node.HoldUpAsync($"INSERT ON calls FOR EACH ROW WHEN (NEW.trunk_id = '{Seeds.Trunk}')", other);
        var round = node.TakeAsync();
        await node.HeldUpAsync(1);

        (await TakeOtherAsync(other)).ShouldBeEmpty();
        await goOn();

        (await round).ShouldHaveSingleItem();
        (await node.Rig.ScalarAsync<string>("SELECT put_off_by FROM work WHERE state = 'ready'")).ShouldNotBeNull().ShouldContain("\"in a call\"");
    }

    [Fact]
    public async Task Whose_call_over_another_trunk_is_written_while_a_round_decides_about_them_is_not_rung_by_it()
    {
        // 06:00 UTC: 11:30 in India. Whoever sleeps in Denver is put off once it is known who is on the phone, and before the round is over.
        var (node, other) = await ArrangeSamePersonAsync(NineToFive);
        await node.Seeds.LeadAsync("""{"tz":"America/Denver"}""", Other);
        var goOn = await node.HoldUpAsync("UPDATE OF put_off_by ON work FOR EACH STATEMENT", other);
        var round = TakeOtherAsync(other);
        await node.HeldUpAsync(1);

        (await node.TakeAsync()).ShouldHaveSingleItem();
        await goOn();

        (await round).ShouldBeEmpty();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(1);
    }

    [Fact]
    public async Task A_trunk_that_another_node_has_locked_keeps_no_other_waiting_and_is_dialled_once_it_is_free()
    {
        var (node, frozen) = await ArrangeAsync();
        await node.Seeds.TrunkAsync(id: OtherTrunk);
        await node.Seeds.CampaignAsync(id: Other, trunk: OtherTrunk);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync(campaign: Other);
        var goOn = await frozen.StandStillAsync(session => Trunk.FindAsync(session, Seeds.Workspace, Seeds.Trunk, forUpdate: true));
        var pump = node.Rig.Get<DialPump>();
        await pump.StartedAsync(CancellationToken.None);

        await BusyAsync(node, nth: 1);
        // The pump has been at the locked trunk, before or after the first call of the other one.
        await node.Seeds.LeadAsync(campaign: Other);
        await BusyAsync(node, nth: 2);
        (await CallsAsync(node, Seeds.Campaign)).ShouldBe(0);
        await goOn();
        await BusyAsync(node, nth: 3);

        (await CallsAsync(node, Seeds.Campaign), await CallsAsync(node, Other)).ShouldBe((1L, 2L));
        await pump.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_workspace_that_another_node_has_locked_because_something_bounds_it_keeps_no_look_waiting_for_long()
    {
        var (node, frozen) = await ArrangeAsync();
        await node.Rig.ExecuteAsync("UPDATE workspaces SET settings = '{\"maxConcurrentCalls\": 7}'");
        await node.Seeds.LeadAsync();
        var goOn = await frozen.StandStillAsync(session => WorkspaceSettings.HoldAsync(session, Seeds.Workspace));

        await node.LookAsync().WaitAsync(Eventually.Patience);
        (await CallsAsync(node, Seeds.Campaign)).ShouldBe(0);
        await goOn();
        await node.LookAsync();

        (await CallsAsync(node, Seeds.Campaign)).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_wants_another_place_in_time_waits_for_a_trunk_that_is_locked()
    {
        var (node, frozen) = await ArrangeAsync();
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        var goOn = await frozen.StandStillAsync(session => Trunk.FindAsync(session, Seeds.Workspace, Seeds.Trunk, forUpdate: true));

        var another = node.Rig.Get<DialTurn>().AnotherAsync(order, isUsed: false, node.Rig.Time.GetUtcNow().AddMinutes(1), CancellationToken.None);
        (await node.TakeAsync()).ShouldBeEmpty();
        another.IsCompleted.ShouldBeFalse();
        await goOn();

        (await another).ShouldNotBeNull();
    }

    private async Task<(CallRig Node, CallRig Frozen)> ArrangeAsync()
    {
        var nodes = await NodesAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync();
        return (nodes[0], nodes[1]);
    }

    /// <summary>One person in campaigns of two trunks.</summary>
    /// <param name="hours">Of the second campaign.</param>
    private async Task<(CallRig Node, CallRig Other)> ArrangeSamePersonAsync(string hours = "")
    {
        var (node, other) = await ArrangeAsync();
        await node.Seeds.TrunkAsync(id: OtherTrunk);
        await node.Seeds.CampaignAsync(hours, Other, OtherTrunk);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync(campaign: Other);
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = '+919999789877'");
        return (node, other);
    }

    private static Task<List<CallOrder>> TakeOtherAsync(CallRig node) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, OtherTrunk, [Other], CancellationToken.None);

    /// <summary>The pump dials once more by itself; they are busy, and the call is over.</summary>
    private static async Task BusyAsync(CallRig node, int nth)
    {
        await node.EventuallyAsync(() => node.Carrier.Dialled.Count == nth);
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);
    }

    private static Task<long> CallsAsync(CallRig node, string campaign) =>
        node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE campaign_id = @campaign", new { campaign });

    private static string Nth(string kind, int i) => $"5f{kind}{i:000000000000000000000}";
}
