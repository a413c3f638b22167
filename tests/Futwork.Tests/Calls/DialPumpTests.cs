using Futwork.Calls;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class DialPumpTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Other = "5f0000000000000000000005";

    [Theory, MemberData(nameof(Engines))]
    public async Task The_call_s_row_is_there_before_anything_is_sent(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        var lead = await node.Seeds.LeadAsync();

        var order = (await TakeAsync(node)).ShouldHaveSingleItem();

        node.Carrier.Dialled.ShouldBeEmpty();
        var call = (await node.CallAsync(order.CallSid)).ShouldNotBeNull();
        (call.LeadId, call.Status, call.Attempt, call.FromNumber).ShouldBe((lead, "queued", 1, "+918035735856"));
        (await node.WorkAsync())!.State.ShouldBe("leased");
        order.Variables["customer_name"].ShouldBe("abcd xyz");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Only_running_campaigns_call_and_only_in_their_hours(string engine)
    {
        // The test's clock starts on a Thursday, 06:00 UTC: 11:30 in India.
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","timezone":"Asia/Kolkata","callingWindows":[{"days":["thu"],"start":"12:00","end":"13:00"}]""");
        await node.Seeds.CampaignAsync(id: Other, status: "paused");
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync(campaign: Other);

        await node.LookAsync();
        node.Carrier.Dialled.ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromMinutes(30));
        await node.LookAsync();

        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
        node.Carrier.Dialled.Count.ShouldBe(1);
        await node.Rig.ExecuteAsync("UPDATE campaigns SET status = 'running'");
        node.Rig.Time.Advance(105);
        await node.LookAsync();
        await node.Carrier.NextAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_that_look_at_the_same_time_keep_the_trunk_s_limits_together_and_call_nobody_twice(string engine)
    {
        const int MaxCalls = 7;
        const double PerSecond = 5;
        var nodes = await NodesAsync(engine, 3);
        await nodes[0].Seeds.AllAsync(MaxCalls, PerSecond);
        for (var i = 0; i < 40; i++)
            await nodes[0].Seeds.LeadAsync();
        var orders = new List<CallOrder>();

        while (orders.Count < 40)
        {
            var taken = (await Task.WhenAll(nodes.Select(node => TakeAsync(node)))).SelectMany(batch => batch).ToList();
            orders.AddRange(taken);
            var open = await nodes[0].Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE ended_at IS NULL");
            open.ShouldBeLessThanOrEqualTo(MaxCalls);
            await Task.WhenAll(taken.Select(order => nodes[0].EndAsync(order)));
            nodes[0].Rig.Time.Advance(200);
        }

        orders.Select(order => order.LeadId).Distinct().Count().ShouldBe(40);
        var times = orders.Select(order => order.DialAt).Order().ToList();
        times.ShouldAllBe(start => times.Count(at => at >= start && at < start.AddSeconds(1)) <= PerSecond);
        (times[^1] - times[0]).TotalSeconds.ShouldBeLessThan(40 / PerSecond / 0.95);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_s_own_limit_holds_and_campaigns_share_the_trunk(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 6, callsPerSecond: 1000, campaign: ""","maxConcurrentCalls":1""");
        await node.Seeds.CampaignAsync(id: Other);
        for (var i = 0; i < 10; i++)
        {
            await node.Seeds.LeadAsync();
            await node.Seeds.LeadAsync(campaign: Other);
        }

        var orders = new List<CallOrder>();
        for (var i = 0; i < 3; i++)
            orders.AddRange(await TakeAsync(node, Seeds.Campaign, Other));

        orders.Count(order => order.CampaignId == Seeds.Campaign).ShouldBe(1);
        orders.Count(order => order.CampaignId == Other).ShouldBe(5);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task All_calls_of_a_dead_node_end_with_one_look_however_many(string engine)
    {
        const int Calls = 60;
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(maxCalls: Calls, callsPerSecond: 100);
        for (var i = 0; i < Calls; i++)
            await nodes[0].Seeds.LeadAsync();
        for (var claimed = 0; claimed < Calls; nodes[0].Rig.Time.Advance(500))
            claimed += (await TakeAsync(nodes[0])).Count;
        nodes[0].Rig.Time.Advance(TimeSpan.FromMinutes(1));

        await nodes[1].LookAsync();

        (await nodes[1].Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE outcome = 'interrupted' AND ended_at IS NOT NULL")).ShouldBe(Calls);
        (await nodes[1].Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial' AND state = 'done'")).ShouldBe(Calls);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_of_a_dead_node_ends_as_interrupted_and_is_not_dialled_at_once(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":3,"gapSeconds":600,"on":["interrupted"]}""");
        await nodes[0].Seeds.EndpointAsync("http://127.0.0.1:1/", "failed");
        await nodes[0].Seeds.LeadAsync();
        var order = (await TakeAsync(nodes[0])).Single();

        nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(30.5));
        await nodes[1].LookAsync();

        var call = (await nodes[1].CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason).ShouldBe(("failed", "interrupted", "Error", "Platform stopped"));
        var work = (await nodes[1].WorkAsync())!;
        work.State.ShouldBe("ready");
        work.DueAt.ShouldBe(nodes[1].Rig.Now + 600_000);
        nodes[1].Carrier.Dialled.ShouldBeEmpty();
        (await nodes[1].ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "interrupted", 1));
        (await nodes[1].DeliveriesAsync()).ShouldBe(["failed"]);

        // The dead node was only slow: what it knows of the end comes too late.
        await nodes[0].EndAsync(order);
        (await nodes[0].CallAsync())!.Outcome.ShouldBe("interrupted");
        (await nodes[0].WorkAsync())!.State.ShouldBe("ready");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_said_before_a_node_died_is_kept(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        var order = (await TakeAsync(nodes[0])).Single();
        await nodes[0].Rig.ExecuteAsync("UPDATE calls SET status = 'in-progress', answered_at = @Now", new { nodes[0].Rig.Now });
        await File.WriteAllTextAsync(
            nodes[0].Rig.Get<CallFiles>().Prepare(CallFiles.Transcript(order.CallId)),
            """
            {"speaker":"assistant","text":"Hello","startMs":0,"endMs":700,"interrupted":false}
            {"speaker":"user","text":"haan","startMs":900,"endMs":1500,"interrupted":false}
            {"speaker":"assi
            """);

        nodes[1].Rig.Time.Advance(TimeSpan.FromSeconds(31));
        await nodes[1].LookAsync();
        await nodes[1].AnalyseAsync();

        var call = (await nodes[1].CallAsync())!;
        (call.Status, call.Outcome, call.DurationMs).ShouldBe(("completed", "interrupted", 1500));
        Futwork.Webhooks.Transcript.ToText(Futwork.Webhooks.Transcript.FromLines(call.Transcript)).ShouldBe("assistant: Hello\nuser: haan\n");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_goes_on_keeps_its_lease(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        var far = await nodes[0].Carrier.NextAsync();
        far.Ring();

        for (var i = 0; i < 5; i++)
        {
            nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(20));
            await nodes[0].LookAsync();
            await nodes[1].LookAsync();
        }

        far.Reply(new LegAnswer(LegResult.NoAnswer, Rang: true));
        await nodes[0].IdleAsync();
        (await nodes[0].CallAsync())!.Status.ShouldBe("no-answer");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_lost_its_lease_hangs_up_and_writes_nothing(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        var far = await nodes[0].Carrier.NextAsync();
        far.Ring();
        nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(31));

        await nodes[1].LookAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        await far.Ended;

        (await nodes[0].CallAsync(far.Request.CallId.ToString()))!.Outcome.ShouldBe("interrupted");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_hang_up_that_was_asked_for_on_another_node_is_obeyed(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        var far = await nodes[0].Carrier.NextAsync();
        far.Ring();

        await nodes[1].Rig.Database.WriteAsync(async session => await (await nodes[1].CallAsync())!.AskHangUpAsync(session, nodes[1].Rig.Now));
        await nodes[0].LookAsync();
        await nodes[0].IdleAsync();

        (await nodes[0].CallAsync())!.Status.ShouldBe("canceled");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(10, 5)]
    [InlineData(50, 25)]
    public void Places_within_half_a_second_are_spread_by_the_limit(double perSecond, int places)
    {
        var pace = new DialPace(0, perSecond, 10_000);

        pace.Within(TimeSpan.FromMilliseconds(500)).ShouldBe(places);
        var times = Enumerable.Range(0, 200).Select(_ => pace.Take()).ToList();
        times[0].ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(10_000));
        times.ShouldAllBe(start => times.Count(at => at >= start && at < start.AddSeconds(1)) <= perSecond);
    }

    private static Task<List<CallOrder>> TakeAsync(CallRig node, params string[] campaigns) =>
        node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, campaigns.Length > 0 ? campaigns : [Seeds.Campaign], CancellationToken.None);
}
