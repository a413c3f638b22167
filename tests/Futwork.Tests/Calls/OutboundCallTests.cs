using Futwork.Calls;
using Futwork.Outcomes;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class OutboundCallTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_is_called_talked_to_and_reported(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        var lead = await node.Seeds.LeadAsync();

        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();
        far.PickUp();
        await far.Attached;
        node.Rig.Time.Advance(4000);
        far.HangUp();
        await node.IdleAsync();
        var disconnected = (await node.CallAsync()).ShouldNotBeNull();
        await node.AnalyseAsync();

        disconnected.Status.ShouldBe("call-disconnected");
        disconnected.Outcome.ShouldBe("human");
        disconnected.LeadId.ShouldBe(lead);
        disconnected.DurationMs.ShouldBe(4000);
        disconnected.HangupBy.ShouldBe("Callee");
        disconnected.HangupReason.ShouldBe("Call recipient hungup");
        disconnected.HangupCode.ShouldBe(16);
        disconnected.ProviderCallId.ShouldBe(far.ProviderCallId);
        (await node.CallAsync())!.Status.ShouldBe("completed");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("completed", "human", 1));
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.DeliveriesAsync()).ShouldBe(["initiated", "ringing", "in-progress", "call-disconnected", "completed"]);
        (await node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT what FROM call_history ORDER BY seq")))
            .ShouldBe(["queued", "initiated", "ringing", "in-progress", "call-disconnected", "completed"]);
    }

    [Fact]
    public async Task A_disk_that_takes_no_folder_for_the_day_keeps_nobody_from_being_called()
    {
        var node = await ToldCallRigAsync("sqlite");
        await node.Seeds.LeadAsync();
        foreach (var inTheWay in (string[])["recordings", "transcripts"])
            await File.WriteAllTextAsync(Path.Combine(Folder, inTheWay), "");

        await TalkAsync(node);

        (await node.CallAsync())!.Outcome.ShouldBe("human");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_minutes_of_a_carrier_with_a_price_are_part_of_what_the_call_cost(string engine)
    {
        var node = await CallRigAsync(engine, "--Prices:0:Engine=acme", "--Prices:0:PerMinute=3");
        await node.Seeds.AllAsync();
        await node.Rig.ExecuteAsync("UPDATE trunks SET provider = 'acme'");
        await node.Seeds.LeadAsync();

        await TalkAsync(node);

        var line = System.Text.Json.Nodes.JsonNode.Parse((await node.CallAsync())!.Usage!)!.AsArray().Single(use => use!["kind"]!.GetValue<string>() == "line")!;
        (line["engine"]!.GetValue<string>(), line["audioSeconds"]!.GetValue<double>(), line["cost"]!.GetValue<decimal>()).ShouldBe(("acme", 4, 0.2m));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_that_rings_quicker_than_the_dial_returns_is_told_of_in_order(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        node.Carrier.RingsAtOnce = true;

        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.NoAnswer, Rang: true));
        await node.IdleAsync();

        (await node.DeliveriesAsync()).ShouldBe(["initiated", "ringing", "no-answer"]);
    }

    [Theory]
    [InlineData("""{"customer_name":"Asha"}""", "Kolkata")]
    [InlineData("""{"customer_name":"Asha","now_time_zone":"Europe/London"}""", "London")]
    public async Task The_agent_knows_the_persons_time_zone_by_the_lead_or_else_by_the_campaign(string recipientData, string city)
    {
        var node = await ToldCallRigAsync("sqlite", ""","timezone":"Asia/Kolkata" """);
        await node.Rig.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE agent_versions SET definition = @definition", new { definition = Seeds.Greeter.Replace("\"Hello\"", "\"It is {{now_time_zone}}\"") }));
        await node.Seeds.LeadAsync(recipientData);

        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        far.HangUp();
        await node.IdleAsync();

        ((ScriptedVoice)node.Rig.Get<ITextToSpeech>()).Spoken[0].ShouldEndWith(city);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_busy_line_is_tried_again_after_the_campaign_s_gap_as_the_same_order(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":2,"gapSeconds":600}""");
        await node.Seeds.LeadAsync();
        await BusyAsync(node);

        var due = await node.WorkAsync();
        due!.State.ShouldBe("ready");
        due.DueAt.ShouldBe(node.Rig.Now + 600_000);
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "busy", 1));
        await node.LookAsync();
        node.Carrier.Dialled.Count.ShouldBe(1);

        node.Rig.Time.Advance(TimeSpan.FromSeconds(600));
        await BusyAsync(node);

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("busy", "busy", 2));
        (await node.Rig.Database.ReadAsync(session => session.QueryAsync<long>("SELECT attempt FROM calls ORDER BY attempt"))).ShouldBe([1, 2]);
        (await node.DeliveriesAsync()).Where(status => status == "busy").Count().ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Each_busy_line_is_tried_again_later_than_the_one_before_as_often_as_its_rule_says(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":5,"on":[],"rules":[{"outcome":"busy","maxAttempts":3,"gapSeconds":100,"backoff":2}]}""");
        await node.Seeds.LeadAsync();

        foreach (var gap in (int[])[100, 200])
        {
            await BusyAsync(node);
            (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + (gap * 1000));
            node.Rig.Time.Advance(TimeSpan.FromSeconds(gap));
        }

        await BusyAsync(node);

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("busy", "busy", 3));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_outcome_that_the_policy_does_not_name_is_final(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":5,"on":["no-answer"]}""");
        await node.Seeds.LeadAsync();

        await BusyAsync(node);

        (await node.WorkAsync())!.State.ShouldBe("done");
        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason, call.HangupCode).ShouldBe(("busy", "busy", "Carrier", "Call recipient was busy", 17L));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'analyse'")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_is_hung_up_while_it_rings_is_cancelled(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();

        node.Rig.Get<LiveCalls>().HangUp(far.Request.CallId, HangUpCause.ApiRequest).ShouldBeTrue();
        await node.IdleAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason).ShouldBe(("canceled", "canceled", "API Request", "Cancelled by API"));
        (await node.ProgressAsync())!.Status.ShouldBe("canceled");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_is_hung_up_while_they_talk_is_over_and_analysed(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;

        node.Rig.Get<LiveCalls>().HangUp(far.Request.CallId, HangUpCause.ApiRequest);
        await node.IdleAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.HangupBy, call.HangupReason).ShouldBe(("call-disconnected", "API Request", "Hung up by API"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_was_withdrawn_leaves_what_the_last_one_came_to(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":3,"gapSeconds":60}""");
        await node.Seeds.LeadAsync();
        await BusyAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromMinutes(2));

        await node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem()).EndAsync(CallEndings.Withdrawn(), recording: null);

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "busy", 1));
        (await node.WorkAsync())!.State.ShouldBe("ready");
        (await node.Rig.ScalarAsync<string>("SELECT c.outcome FROM lead_progress p JOIN calls c ON c.id = p.last_call_id")).ShouldBe("busy");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_end_is_written_whole_or_not_at_all(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":2}""");
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();
        await WaitForStatusAsync(node, "ringing");
        var broken = await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "busy");
        await node.Rig.ExecuteAsync("UPDATE webhook_endpoints SET statuses = 'no JSON' WHERE id = @broken", new { broken });
        var order = (await node.Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<Futwork.Queue.Claim>(
            "SELECT workspace_id, id, campaign_id, subject_id, due_at, attempts, fence FROM work WHERE kind = 'dial'")))!;

        await Should.ThrowAsync<System.Text.Json.JsonException>(() => node.Rig.Database.WriteAsync(async session =>
        {
            var ending = CallEndings.Unanswered(new LegAnswer(LegResult.Busy), null);
            await Call.EndAsync(session, Seeds.Workspace, far.Request.CallId.ToString(), ending, null, node.Rig.Now);
            await node.Rig.Get<Settlement>().SettleAsync(session, order, new CallOfLead(far.Request.CallId.ToString(), order.SubjectId, IsInbound: false), ending);
        }));

        (await node.CallAsync())!.Status.ShouldBe("ringing");
        (await node.WorkAsync())!.State.ShouldBe("leased");
        (await node.ProgressAsync()).ShouldBeNull();
        (await node.DeliveriesAsync()).ShouldNotContain("busy");
        await node.Rig.ExecuteAsync("DELETE FROM webhook_endpoints WHERE id = @broken", new { broken });
        far.Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
        (await node.CallAsync())!.Status.ShouldBe("busy");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_cancelled_while_it_is_called_is_not_called_again(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":5}""");
        var lead = await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();

        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Calling);
        far.Reply(new LegAnswer(LegResult.NoAnswer));
        await node.IdleAsync();

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "canceled", 1));
        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Over);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_cancelled_before_its_call_is_never_called(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        var lead = await node.Seeds.LeadAsync();

        (await CancelAsync(node, lead)).ShouldBe(LeadCancellation.Canceled);
        await node.LookAsync();

        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "canceled", 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_stops_hangs_up_and_writes_it_down(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();

        await node.Rig.Get<LiveCalls>().StopAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason).ShouldBe(("failed", "interrupted", "Error", "Platform stopped"));
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    /// <summary>Somebody is called, picks up, and hangs up four seconds later.</summary>
    private static async Task TalkAsync(CallRig node)
    {
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        node.Rig.Time.Advance(4000);
        far.HangUp();
        await node.IdleAsync();
    }

    private static async Task BusyAsync(CallRig node)
    {
        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy, Rang: false, SipStatus: 486, CauseCode: 17));
        await node.IdleAsync();
    }

    private static Task<LeadCancellation> CancelAsync(CallRig node, string lead) =>
        node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, lead));

    private static async Task WaitForStatusAsync(CallRig node, string status)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while ((await node.CallAsync())!.Status != status)
            await Task.Delay(10, limit.Token);
    }
}
