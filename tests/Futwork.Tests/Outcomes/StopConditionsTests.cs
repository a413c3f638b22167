using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>Who is not called again, because enough has come of it.</summary>
public sealed class StopConditionsTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Settings = ""","retry":{"maxAttempts":5,"gapSeconds":60,"on":["human","voicemail"]},"stopConditions":{"converted":["Booked"],"talkSeconds":100}""";

    private static readonly CallEnding Talked = new(CallStatus.CallDisconnected, CallOutcome.Human) { Duration = TimeSpan.FromSeconds(40) };

    [Theory, MemberData(nameof(Engines))]
    public async Task A_label_that_the_campaign_wants_ends_the_retries_and_another_does_not(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        await CallAsync(node, Talked with { Disposition = "Later" });
        (await node.WorkAsync())!.State.ShouldBe("ready");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        await CallAsync(node, Talked with { Disposition = "Booked" });

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("call-disconnected", "human", 2));
        (await EndedByAsync(node)).ShouldBe("converted");
        (await CountersAsync(node)).GetValueOrDefault(CampaignCounters.Converted).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_has_talked_long_enough_over_all_calls_is_not_called_again(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        for (var call = 1; call <= 3; call++)
        {
            (await node.WorkAsync())!.State.ShouldBe("ready");
            await CallAsync(node, Talked);
            node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        }

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await EndedByAsync(node)).ShouldBe("talked-enough");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_voicemails_took_is_no_talk_with_the_person(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        for (var call = 1; call <= 3; call++)
        {
            await CallAsync(node, Talked with { Outcome = CallOutcome.Voicemail });
            node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        }

        (await node.WorkAsync())!.State.ShouldBe("ready");
        (await node.TakeAsync()).ShouldHaveSingleItem();
        (await CountersAsync(node)).GetValueOrDefault(CampaignCounters.TalkMs).ShouldBe(120_000, "all answered calls");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_label_that_is_found_after_the_call_takes_the_retry_back(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await CallAsync(node, Talked with { Disposition = "Booked", Duration = TimeSpan.FromSeconds(5) }, settings: "{}");
        (await node.WorkAsync())!.State.ShouldBe("ready");

        await ChangeAsync(node, """{"converted":["Booked"]}""");
        await node.AnalyseAsync();

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("completed", "human", 1));
        (await EndedByAsync(node)).ShouldBe("converted");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_stop_condition_that_is_new_holds_for_the_next_dial_and_the_client_is_told(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled");
        await node.Seeds.LeadAsync();
        await CallAsync(node, Talked);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));

        await ChangeAsync(node, """{"talkSeconds":40}""");
        (await node.TakeAsync()).ShouldBeEmpty();

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "human", 1));
        (await EndedByAsync(node)).ShouldBe("talked-enough");
        (await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!.ShouldContain("\"hangupReason\":\"Stopped by rule\"");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_to_be_called_back_is_called_though_enough_has_come_of_it(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        await CallAsync(node, Talked with { Disposition = "Booked", Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) });
        await node.AnalyseAsync();
        node.Rig.Time.Advance(TimeSpan.FromHours(1));

        (await node.TakeAsync()).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_was_chosen_to_be_called_once_more_counts_anew(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await CallAsync(node, Talked with { Disposition = "Booked", Duration = TimeSpan.FromSeconds(100) });
        node.Rig.Time.Advance(1000);

        var campaign = (await node.Rig.Database.ReadAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign)))!;
        (await node.Rig.Get<Redial>().RunAsync(campaign, new RedialRequest { Outcomes = [CallOutcome.Human] }, CancellationToken.None)).Redialed.ShouldBe(1);
        await CallAsync(node, Talked);

        (await node.WorkAsync())!.State.ShouldBe("ready");
        (await node.CallAsync((await node.Rig.ScalarAsync<string>("SELECT max(id) FROM calls"))!))!.Attempt.ShouldBe(2);
    }

    private async Task<CallRig> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: Settings);
        return node;
    }

    /// <summary>A whole call, from the claim to what follows from its end.</summary>
    private static async Task CallAsync(CallRig node, CallEnding ending, string? settings = null)
    {
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        if (settings is not null)
            await ChangeAsync(node, settings);
        await node.EndAsync(order, ending);
    }

    private static Task ChangeAsync(CallRig node, string stopConditions) =>
        node.Rig.Database.WriteAsync(async session =>
        {
            var campaign = (await Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign))!;
            campaign.Write(campaign.ReadSettings() with { StopConditions = ApiJson.Read<StopConditions>(stopConditions) });
            await campaign.UpdateAsync(session);
        });

    private static Task<string?> EndedByAsync(CallRig node) => node.Rig.ScalarAsync<string>("SELECT ended_by FROM lead_progress");

    private static Task<Dictionary<string, long>> CountersAsync(CallRig node) =>
        node.Rig.Database.ReadAsync(session => CampaignCounters.ReadAsync(session, Seeds.Workspace, Seeds.Campaign));
}
