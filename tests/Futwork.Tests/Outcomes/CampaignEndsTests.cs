using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>What becomes of leads that wait when their campaign, or their own time, is over: nothing silent.</summary>
public sealed class CampaignEndsTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Every_lead_that_waits_gets_its_end_and_a_webhook_and_the_call_that_is_up_goes_on(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 1, campaign: ""","retry":{"maxAttempts":3,"gapSeconds":60}""");
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled", "no-answer");
        await node.Seeds.EndpointAsync("http://127.0.0.1:2/", "canceled");
        var leads = new List<string>();
        for (var i = 0; i < CampaignEnds.MostAtOnce + 3; i++)
            leads.Add(await node.Seeds.LeadAsync());
        await node.LookAsync();
        var up = await node.Carrier.NextAsync();

        await EndAsync(node, CampaignStatus.Completed);
        await ClockAsync(node);
        up.Reply(new LegAnswer(LegResult.NoAnswer));
        await node.IdleAsync();
        await node.LookAsync();

        (await CountAsync(node, "lead_progress WHERE outcome = 'expired' AND status = 'canceled' AND ended_by = 'campaign-completed'")).ShouldBe(CampaignEnds.MostAtOnce + 2);
        (await CountAsync(node, "lead_progress WHERE outcome = 'no-answer' AND status = 'no-answer'")).ShouldBe(1);
        (await CountAsync(node, "work WHERE kind = 'dial' AND state <> 'done'")).ShouldBe(0);
        (await CountAsync(node, "deliveries WHERE call_status = 'canceled'")).ShouldBe(2 * (CampaignEnds.MostAtOnce + 2));
        (await CountAsync(node, "work WHERE kind = 'deliver' AND state = 'ready'")).ShouldBe(2 * (CampaignEnds.MostAtOnce + 2) + 1);
        node.Carrier.Dialled.Count.ShouldBe(1);
        var body = JsonElement.Parse((await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries WHERE lead_id = @lead", new { lead = leads.First(lead => lead != up.Request.LeadId) }))!);
        body.GetProperty("status").GetString().ShouldBe("canceled");
        body.GetProperty("contextDetails").GetProperty("recipientData").GetRawText().ShouldBe("""{ "customer_name": "abcd xyz", "place": "ABC" }""");
        var telephony = body.GetProperty("telephonyData");
        (telephony.GetProperty("direction").GetString(), telephony.GetProperty("duration").GetString()).ShouldBe(("outbound", "0.0"));
        (telephony.GetProperty("hangupBy").GetString(), telephony.GetProperty("hangupReason").GetString()).ShouldBe((null, "Campaign completed"));
        Guid.TryParse(body.GetProperty("callSid").GetString(), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_breaks_for_one_campaign_keeps_no_other_from_its_end()
    {
        var node = await CallRigAsync("sqlite");
        await node.Seeds.AllAsync();
        await node.Seeds.CampaignAsync(id: "5f0000000000000000000005");
        await node.Rig.ExecuteAsync("UPDATE campaigns SET retries_from = '' WHERE id = @Campaign", new { Seeds.Campaign });
        await node.Rig.ExecuteAsync("UPDATE campaigns SET ends_at = 1 WHERE id <> @Campaign", new { Seeds.Campaign });
        await node.Rig.ExecuteAsync("CREATE TRIGGER break BEFORE UPDATE OF retries_from ON campaigns WHEN old.retries_from IS NOT NULL BEGIN SELECT RAISE(ABORT, 'broken'); END");

        await Should.ThrowAsync<System.Data.Common.DbException>(() => node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None));

        (await CountAsync(node, "campaigns WHERE status = 'completed'")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_cancelled_before_a_call_is_told_to_the_client(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled");
        var lead = await node.Seeds.LeadAsync();

        await node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, lead));

        (await node.DeliveriesAsync()).ShouldBe(["canceled"]);
        (await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!.ShouldContain("\"hangupReason\":\"Cancelled by API\"");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_of_a_suppressed_number_is_told_to_the_client(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled");
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync(Seeds.EverybodyIsListed);

        await node.LookAsync();

        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.DeliveriesAsync()).ShouldBe(["canceled"]);
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "suppressed", 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_comes_in_while_its_campaign_ends_is_not_left_behind(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await EndAsync(node, CampaignStatus.Cancelled);
        await node.Seeds.LeadAsync();

        await ClockAsync(node);

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "canceled", 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_ends_after_its_campaign_is_not_tried_again(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":3}""");
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var up = await node.Carrier.NextAsync();
        await EndAsync(node, CampaignStatus.Cancelled);

        up.Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("busy", "busy", 1));
    }

    private static Task EndAsync(CallRig node, string status) =>
        node.Rig.Database.WriteAsync(async session =>
            await node.Rig.Get<CampaignEnds>().MoveAsync(session, (await Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true))!, status));

    private static Task ClockAsync(CallRig node) => node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);

    private static Task<long> CountAsync(CallRig node, string rows) => node.Rig.ScalarAsync<long>($"SELECT count(*) FROM {rows}");
}
