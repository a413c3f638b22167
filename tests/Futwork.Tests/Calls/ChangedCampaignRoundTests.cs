using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>A campaign that somebody changes, or brings leads into, at the moment of a round. On PostgreSQL only: SQLite lets one write at a time.</summary>
public sealed class ChangedCampaignRoundTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Other = "5f0000000000000000000005";

    private const string TenToSeven =
        ""","windowsIn":"person","timezoneField":"tz","callingWindows":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"start":"10:00","end":"19:00"}]""";

    [Fact]
    public async Task A_campaign_that_is_being_changed_is_passed_over_and_the_others_of_its_trunk_are_dialled()
    {
        var (node, other) = await ArrangeAsync();
        await node.Seeds.CampaignAsync(id: Other);
        var lead = await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync(campaign: Other);
        var goOn = await other.StandStillAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true));

        var orders = await node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, [Seeds.Campaign, Other], CancellationToken.None);
        orders.ShouldHaveSingleItem().CampaignId.ShouldBe(Other);
        await goOn();

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    [Fact]
    public async Task Whoever_settles_a_call_of_a_campaign_keeps_no_round_from_it()
    {
        var (node, other) = await ArrangeAsync();
        await node.Seeds.LeadAsync();
        var goOn = await other.StandStillAsync(session => Campaign.HoldAsync(session, Seeds.Workspace, Seeds.Campaign));

        (await node.TakeAsync()).ShouldHaveSingleItem();

        await goOn();
    }

    [Fact]
    public async Task A_campaign_is_dialled_while_chosen_leads_of_it_are_brought_back()
    {
        var (node, other) = await ArrangeAsync();
        var over = await node.Seeds.LeadAsync();
        await node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, over));
        var lead = await node.Seeds.LeadAsync();
        var campaign = (await node.Rig.Database.ReadAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign)))!;
        var goOn = await node.HoldUpAsync("UPDATE OF expires_at ON work FOR EACH STATEMENT", other);
        var redial = node.Rig.Get<Redial>().RunAsync(campaign, new RedialRequest { LeadIds = [over] }, CancellationToken.None);
        await node.HeldUpAsync(1);

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);

        await goOn();
        (await redial).Redialed.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_the_hours_waits_for_a_round_and_so_finds_whom_that_puts_off_by_the_former_ones()
    {
        // 06:00 UTC: 23:00 in Denver, 11:30 in India.
        var (node, other) = await ArrangeAsync(TenToSeven);
        var lead = await node.Seeds.LeadAsync("""{"tz":"America/Denver"}""");
        var due = node.Rig.Now;
        var goOn = await node.HoldUpAsync("UPDATE OF lease_owner ON work FOR EACH STATEMENT", other);
        var round = node.TakeAsync();
        await node.HeldUpAsync(1);

        var change = GoByTheCampaignsClockAsync(node);
        await Eventually.HappensAsync(async () => change.IsCompleted || await node.HeldUpAsync() == 2);
        await goOn();
        (await round).ShouldBeEmpty();
        await change;

        (await node.WorkAsync())!.DueAt.ShouldBe(due);
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    private async Task<(CallRig Node, CallRig Other)> ArrangeAsync(string campaign = "")
    {
        var nodes = await NodesAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync(campaign: campaign);
        return (nodes[0], nodes[1]);
    }

    /// <summary>As the API does it.</summary>
    private static Task GoByTheCampaignsClockAsync(CallRig node) => node.Rig.Database.WriteAsync(async session =>
    {
        var campaign = (await Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true))!;
        await node.Rig.Get<Recalls>().RecallAsync(session, Seeds.Workspace, WorkKind.Dial, [Seeds.Campaign]);
        campaign.Write(campaign.ReadSettings() with { WindowsIn = "campaign", Timezone = "Asia/Kolkata" });
        await campaign.UpdateAsync(session);
    });
}
