using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>What becomes of retries that wait when the campaign's retry policy changes.</summary>
public sealed class ChangedRetriesTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Settings = ""","retry":{"maxAttempts":5,"gapSeconds":3600,"on":["no-answer","busy"]}""";

    private static readonly CallEnding NoAnswer = new(CallStatus.NoAnswer, CallOutcome.NoAnswer);
    private static readonly CallEnding Congested = new(CallStatus.Failed, CallOutcome.Failed) { TrunkFault = true, FailedUnheard = true };

    [Theory, MemberData(nameof(Engines))]
    public async Task A_retry_is_due_by_the_new_gap_counted_from_the_end_of_its_attempt(string engine)
    {
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        var ended = node.Rig.Now;
        node.Rig.Time.Advance(TimeSpan.FromSeconds(100));

        await ChangeAsync(node, retry => retry with { GapSeconds = 600 });
        (await node.WorkAsync())!.DueAt.ShouldBe(ended + 600_000);
        await ChangeAsync(node, retry => retry with { GapSeconds = 7200 });
        (await node.WorkAsync())!.DueAt.ShouldBe(ended + 7_200_000);
        await ChangeAsync(node, retry => retry with { GapSeconds = 50 });

        (await node.TakeAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_was_called_as_often_as_is_allowed_now_is_not_called_again_and_the_client_is_told(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", "canceled");
        await CallAsync(node, NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromHours(1));
        await CallAsync(node, NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromHours(1));

        await ChangeAsync(node, retry => retry with { MaxAttempts = 2 });

        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "no-answer", 2));
        (await node.Rig.ScalarAsync<string>("SELECT ended_by FROM lead_progress")).ShouldBe("retry-policy");
        (await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries"))!.ShouldContain("\"hangupReason\":\"Stopped by rule\"");
        var counters = await node.Rig.Database.ReadAsync(session => CampaignCounters.ReadAsync(session, Seeds.Workspace, Seeds.Campaign));
        (counters.GetValueOrDefault(CampaignCounters.Waiting), counters.GetValueOrDefault(CampaignCounters.Done("no-answer"))).ShouldBe((0, 1));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_outcome_after_which_nobody_is_tried_again_now_ends_its_retries_and_no_others(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await CallAsync(node, NoAnswer, new CallEnding(CallStatus.Busy, CallOutcome.Busy));

        await ChangeAsync(node, retry => retry with { On = [CallOutcome.Busy] });

        (await StatesAsync(node)).ShouldBe(["busy queued", "no-answer canceled"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_called_before_the_retries_are_planned_anew(string engine)
    {
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromHours(1));

        await WriteAsync(node, retry => retry with { MaxAttempts = 1 });
        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.Rig.Database.ReadAsync(node.Rig.Get<DueCampaigns>().FindAsync)).ShouldBeEmpty();

        await node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
        (await node.Rig.ScalarAsync<string>("SELECT retries_from FROM campaigns")).ShouldBeNull();
        await node.Seeds.LeadAsync();
        (await node.TakeAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_time_of_the_day_is_chosen_anew_and_no_more_when_nobody_wants_it(string engine)
    {
        // It is half past eleven in India.
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        var ended = node.Rig.Now;
        var evening = new BestTimeSettings { Windows = [new CallingWindow(CallingWindow.EveryDay, "20:00", "21:00")], AvoidMinutes = 0 };

        await ChangeAsync(node, retry => retry with { BestTime = evening });
        var plan = ApiJson.Read<RetryPlan>((await node.CallAsync())!.RetryPlan!);
        (plan.By, Times.FromUnix((await node.WorkAsync())!.DueAt)).ShouldBe((RetryPlan.ByCampaign, plan.At));
        plan.At.ToOffset(TimeSpan.FromHours(5.5)).Hour.ShouldBe(20);
        plan.GapEndsAt.ShouldBe(Times.FromUnix(ended + 3_600_000));

        await ChangeAsync(node, retry => retry with { BestTime = null });
        ((await node.WorkAsync())!.DueAt, (await node.CallAsync())!.RetryPlan).ShouldBe((ended + 3_600_000, null));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_wish_to_be_called_back_stays_and_so_does_what_the_carrier_asked_for(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        var wished = node.Rig.Time.GetUtcNow().AddHours(5);
        await CallAsync(node,
            new CallEnding(CallStatus.CallDisconnected, CallOutcome.Human) { Callback = new CallbackRequest(wished, null) },
            new CallEnding(CallStatus.Busy, CallOutcome.Busy) { RetryAfter = TimeSpan.FromHours(2) });
        var ended = node.Rig.Now;

        await ChangeAsync(node, retry => retry with { GapSeconds = 60, MaxAttempts = 2 });

        (await DueAsync(node)).ShouldBe([ended + 7_200_000, wished.ToUnixTimeMilliseconds()]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_waits_for_the_line_keeps_that_pause_while_the_policy_allows_another_attempt(string engine)
    {
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromHours(1));
        await CallAsync(node, Congested);
        var again = node.Rig.Now + 30_000;

        await ChangeAsync(node, retry => retry with { GapSeconds = 60 });
        (await node.WorkAsync())!.DueAt.ShouldBe(again);
        await ChangeAsync(node, retry => retry with { MaxAttempts = 1 });
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_was_forbidden_for_a_while_waits_that_long(string engine)
    {
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromHours(1));
        var until = node.Rig.Time.GetUtcNow().AddHours(2);
        await CallAsync(node, CallEndings.Vetoed(new PreDialDecision(false, node.Rig.Time.GetUtcNow(), 1) { Until = until }));

        await ChangeAsync(node, retry => retry with { GapSeconds = 60 });

        (await node.WorkAsync())!.DueAt.ShouldBe(until.ToUnixTimeMilliseconds());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_wishes_to_be_called_back_is_though_the_line_failed_and_enough_has_come_of_it(string engine)
    {
        var node = await ArrangeAsync(engine, Settings + ""","stopConditions":{"talkSeconds":10}""");
        await CallAsync(node, new CallEnding(CallStatus.CallDisconnected, CallOutcome.Human)
        {
            Duration = TimeSpan.FromSeconds(60),
            Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null),
        });
        node.Rig.Time.Advance(TimeSpan.FromHours(1));
        await CallAsync(node, Congested);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));

        (await node.TakeAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task First_attempts_and_leads_that_were_chosen_once_more_wait_as_before(string engine)
    {
        var node = await ArrangeAsync(engine);
        await CallAsync(node, NoAnswer);
        await node.Rig.ExecuteAsync("UPDATE lead_progress SET reopened_at = @now, attempts_before = attempts", new { now = node.Rig.Now + 1 });
        await node.Seeds.LeadAsync(dueAt: node.Rig.Now + 5);
        var before = await DueAsync(node);

        await ChangeAsync(node, retry => retry with { GapSeconds = 60, MaxAttempts = 1 });

        (await DueAsync(node)).ShouldBe(before);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_put_off_is_due_by_the_new_policy(string engine)
    {
        var node = await ArrangeAsync(engine, Settings + ""","legalPreset":"in" """);
        await CallAsync(node, NoAnswer);
        var ended = node.Rig.Now;
        // Half past nine in the evening in India.
        node.Rig.Time.Advance(TimeSpan.FromHours(10));
        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.Rig.ScalarAsync<long?>("SELECT put_off_from FROM work WHERE kind = 'dial'")).ShouldNotBeNull();

        await ChangeAsync(node, retry => retry with { GapSeconds = 30 * 3600 });

        (await node.WorkAsync())!.DueAt.ShouldBe(ended + (30 * 3_600_000L));
        (await node.Rig.ScalarAsync<long?>("SELECT put_off_from FROM work WHERE kind = 'dial'")).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_is_up_when_the_policy_changes_is_followed_by_the_new_one(string engine)
    {
        var node = await ArrangeAsync(engine);
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();

        await ChangeAsync(node, retry => retry with { GapSeconds = 60 });
        await node.EndAsync(order, NoAnswer);

        (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + 60_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Very_many_are_planned_in_portions_and_another_node_goes_on_where_one_stopped(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(campaign: Settings);
        const int Leads = ChangedRetries.MostAtOnce + 3;
        for (var i = 0; i < Leads; i++)
            await nodes[0].Seeds.LeadAsync();
        var now = nodes[0].Rig.Now;
        await WaitForRetryAsync(nodes[0], now);
        await WriteAsync(nodes[0], retry => retry with { GapSeconds = 60 });

        // The first portion, and then the node is gone.
        var first = await nodes[0].Rig.ScalarAsync<string>("SELECT subject_id FROM work ORDER BY subject_id LIMIT 1 OFFSET " + (ChangedRetries.MostAtOnce - 1));
        await nodes[0].Rig.ExecuteAsync("UPDATE campaigns SET retries_from = 'no-answer ' || @first", new { first });
        await nodes[1].Rig.Get<ChangedRetries>().LookAsync(CancellationToken.None);
        (await DueAsync(nodes[0])).ShouldBe([.. Enumerable.Repeat(now + 60_000, 3), .. Enumerable.Repeat(now + 3_600_000, ChangedRetries.MostAtOnce)]);

        await nodes[0].Rig.ExecuteAsync("UPDATE campaigns SET retries_from = ''");
        await nodes[1].Rig.Get<ChangedRetries>().LookAsync(CancellationToken.None);
        (await DueAsync(nodes[0])).ShouldBe(Enumerable.Repeat(now + 60_000, Leads));
        (await nodes[0].Rig.ScalarAsync<string>("SELECT retries_from FROM campaigns")).ShouldBeNull();
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task A_call_that_is_completed_at_this_moment_is_waited_for_and_does_not_wait_for_us()
    {
        var node = await ArrangeAsync("postgres");
        await CallAsync(node, NoAnswer);
        var ended = node.Rig.Now;
        await WriteAsync(node, retry => retry with { GapSeconds = 60 });
        var (call, planned) = ((await node.CallAsync())!, Task.CompletedTask);

        await node.Rig.Database.WriteAsync(async session =>
        {
            // In the order of CallAnalysis: the call, then the order of its lead.
            await Call.FindAsync(session, Seeds.Workspace, call.Id, forUpdate: true);
            planned = node.Rig.Get<ChangedRetries>().LookAsync(CancellationToken.None);
            await Eventually.HappensAsync(async () => await node.Rig.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") > 0);
            (await LeadBucket.HoldAsync(session, Seeds.Workspace, call.LeadId)).ShouldBe(CampaignCounters.Waiting);
        });
        await planned;

        (await node.WorkAsync())!.DueAt.ShouldBe(ended + 60_000);
    }

    private async Task<CallRig> ArrangeAsync(string engine, string settings = Settings)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: settings);
        await node.Seeds.LeadAsync();
        return node;
    }

    /// <summary>Whole calls to all that are due, one ending for each.</summary>
    private static async Task CallAsync(CallRig node, params CallEnding[] endings)
    {
        var orders = await node.TakeAsync();
        orders.Count.ShouldBe(endings.Length);
        foreach (var (order, ending) in orders.Zip(endings))
            await node.EndAsync(order, ending);
    }

    /// <summary>All leads were called once, at the same moment, and nobody answered.</summary>
    private static async Task WaitForRetryAsync(CallRig node, long now)
    {
        await node.Rig.ExecuteAsync("UPDATE work SET attempts = 1, due_at = @due", new { due = now + 3_600_000 });
        await node.Rig.ExecuteAsync(
            """
            INSERT INTO calls (workspace_id, id, lead_id, campaign_id, agent_id, agent_version, trunk_id, work_id, fence, node, attempt, direction,
                status, outcome, to_number, from_number, created_at, ended_at, updated_at)
            SELECT workspace_id, 'call-' || id, id, campaign_id, @Agent, 1, @Trunk, 'none', 1, 'node', 1, 'outbound',
                'no-answer', 'no-answer', phone, '+918035735856', @now, @now, @now FROM leads
            """, new { Seeds.Agent, Seeds.Trunk, now });
        await node.Rig.ExecuteAsync(
            """
            INSERT INTO lead_progress (workspace_id, lead_id, campaign_id, status, outcome, attempts, last_call_id, updated_at)
            SELECT workspace_id, id, campaign_id, 'queued', 'no-answer', 1, 'call-' || id, @now FROM leads
            """, new { now });
    }

    private static async Task ChangeAsync(CallRig node, Func<RetrySettings, RetrySettings> change)
    {
        await WriteAsync(node, change);
        await node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
    }

    private static Task WriteAsync(CallRig node, Func<RetrySettings, RetrySettings> change) =>
        node.Rig.Database.WriteAsync(async session =>
        {
            var campaign = (await Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true))!;
            var settings = campaign.ReadSettings();
            campaign.Write(settings with { Retry = change(settings.Retry) });
            await campaign.UpdateAsync(session);
        });

    private static Task<List<long>> DueAsync(CallRig node) =>
        node.Rig.Database.ReadAsync(session => session.QueryAsync<long>("SELECT due_at FROM work WHERE kind = 'dial' ORDER BY due_at"));

    private static Task<List<string>> StatesAsync(CallRig node) =>
        node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT outcome || ' ' || status FROM lead_progress ORDER BY 1"));
}
