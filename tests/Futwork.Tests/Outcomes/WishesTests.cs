using Futwork.Calls;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>What people wish for on a call: to be called back, or never again.</summary>
public sealed class WishesTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly CallEnding Talked = new(CallStatus.CallDisconnected, CallOutcome.Human) { HangupBy = "Callee", HangupReason = "Call recipient hungup" };

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_to_be_called_back_is_called_then_though_the_call_succeeded(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        var at = node.Rig.Time.GetUtcNow().AddHours(3);

        await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(at, "the price") });

        var due = (await node.WorkAsync())!;
        (due.State, due.DueAt).ShouldBe(("ready", at.ToUnixTimeMilliseconds()));
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "human", 1));
        (await node.CallAsync())!.Callback.ShouldNotBeNull().ShouldContain("the price");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_to_be_called_back_after_the_end_of_the_lead_is_called_then(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await ExpiresAsync(node, TimeSpan.FromHours(1));

        await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(3), null) });
        node.Rig.Time.Advance(TimeSpan.FromHours(3));
        await ClockAsync(node);

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "human", 1));
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_end_of_the_lead_that_comes_after_the_promised_call_stays(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await ExpiresAsync(node, TimeSpan.FromHours(5));
        var end = node.Rig.Now + (5 * 3_600_000);

        await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(3), null) });
        (await node.Rig.ScalarAsync<long>("SELECT expires_at FROM work WHERE kind = 'dial'")).ShouldBe(end);
        await node.CallInAsync(lead, Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(4), null) });

        (await node.Rig.ScalarAsync<long>("SELECT expires_at FROM work WHERE kind = 'dial'")).ShouldBe(end);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_calls_us_after_their_lead_has_expired_and_asks_to_be_called_back_is_called_then(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync(dueAt: node.Rig.Now + (10 * 3_600_000));
        await ExpiresAsync(node, TimeSpan.Zero);
        await ClockAsync(node);
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "expired", 0));

        await node.CallInAsync(lead, Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(2), null) });
        await ClockAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromHours(2));
        await ClockAsync(node);

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "human", 0));
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Whose_campaign_ended_while_they_talked_with_us_has_been_reached_and_is_not_called_back(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync(dueAt: node.Rig.Now + 3_600_000);
        await node.Rig.ExecuteAsync("UPDATE campaigns SET status = 'completed'");

        await node.CallInAsync(lead, Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(2), null) });
        await ClockAsync(node);

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("call-disconnected", "human", 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_back_comes_before_everybody_who_has_waited_for_longer_and_what_follows_it_does_not(string engine)
    {
        var node = await ArrangeAsync(engine, ""","retry":{"maxAttempts":3,"gapSeconds":60}""");
        var promised = await node.Seeds.LeadAsync();
        await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) });
        for (var i = 0; i < 5; i++)
            await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE work SET priority = 9 WHERE subject_id <> @promised", new { promised });
        await node.Rig.ExecuteAsync("UPDATE trunks SET max_calls = 1");
        node.Rig.Time.Advance(TimeSpan.FromHours(1));

        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        order.LeadId.ShouldBe(promised);
        var journal = node.Rig.Get<CallJournals>().Open(order);
        journal.Initiated("provider-2");
        await journal.EndAsync(new CallEnding(CallStatus.Busy, CallOutcome.Busy), recording: null);

        (await node.Rig.ScalarAsync<long>("SELECT priority FROM work WHERE subject_id = @promised AND state = 'ready'", new { promised })).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_promise_stays_one_while_the_line_keeps_us_from_it(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) });
        node.Rig.Time.Advance(TimeSpan.FromHours(1));

        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        await node.Rig.Get<CallJournals>().Open(order).EndAsync(CallEndings.NeverLeft(), recording: null);

        (await node.Rig.ScalarAsync<long>("SELECT priority FROM work WHERE kind = 'dial' AND state = 'ready'")).ShouldBe(10);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_never_to_be_called_again_is_listed_at_that_moment_and_not_when_the_call_ends(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem());
        journal.Initiated("provider-1");
        journal.Answered("provider-1");

        journal.OptedOut();

        await Eventually.HappensAsync(async () => await node.Rig.ScalarAsync<string>("SELECT source FROM suppressions") == "call");
        (await node.CallAsync())!.Status.ShouldBe(CallStatus.InProgress);
        await journal.EndAsync(Talked with { OptedOut = true }, recording: null);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM suppressions")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_never_to_be_called_again_is_listed_though_another_node_has_taken_the_call_meanwhile(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem());
        journal.Initiated("provider-1");
        journal.Answered("provider-1");
        await node.Rig.ExecuteAsync("ALTER TABLE suppressions RENAME TO away");
        journal.OptedOut();
        await node.Rig.ExecuteAsync("UPDATE work SET fence = fence + 1 WHERE kind = 'dial'");

        var ending = journal.EndAsync(Talked with { OptedOut = true }, recording: null);
        await Eventually.HappensAsync(() => Task.FromResult(ending.IsCompleted || node.Rig.Time.ActiveTimers > 0));
        await node.Rig.ExecuteAsync("ALTER TABLE away RENAME TO suppressions");
        await node.EventuallyAsync(() => ending.IsCompleted);

        (await node.Rig.ScalarAsync<string>("SELECT source FROM suppressions")).ShouldBe("call");
        (await node.CallAsync())!.EndedAt.ShouldBeNull("the call is the other node's");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_is_called_back_at_its_wish_three_times_and_no_more(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        for (var call = 1; call <= 4; call++)
        {
            (await node.WorkAsync())!.State.ShouldBe("ready");
            await node.MakeCallAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) });
            node.Rig.Time.Advance(TimeSpan.FromHours(1));
        }

        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_opts_out_is_listed_and_no_lead_of_that_number_is_dialled_any_more(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.MakeCallAsync(Talked with { OptedOut = true, Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null) });
        var second = await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = (SELECT phone FROM leads WHERE id <> @second) WHERE id = @second", new { second });

        await node.LookAsync();

        (await node.Rig.ScalarAsync<string>("SELECT source FROM suppressions")).ShouldBe("call");
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial' AND state = 'done'")).ShouldBe(2);
        (await node.Rig.ScalarAsync<string>("SELECT outcome FROM lead_progress WHERE lead_id = @second", new { second })).ShouldBe(CallOutcome.Suppressed);
        node.Carrier.Dialled.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_number_is_dialled_again_once_its_time_on_the_list_is_over(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync(
            "INSERT INTO suppressions (workspace_id, id, phone, source, expires_at, created_at) SELECT workspace_id, id, phone, 'api', @at, 1 FROM leads",
            new { at = node.Rig.Now });

        await node.LookAsync();

        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
    }

    private async Task<CallRig> ArrangeAsync(string engine, string campaign = "")
    {
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(engine, CallRig.Replace(carrier));
        var node = new CallRig(rig, new Seeds(rig), carrier);
        await node.Seeds.AllAsync(campaign: campaign);
        return node;
    }

    private static Task ExpiresAsync(CallRig node, TimeSpan after) =>
        node.Rig.ExecuteAsync("UPDATE work SET expires_at = @at WHERE kind = 'dial'", new { at = node.Rig.Now + (long)after.TotalMilliseconds });

    private static Task ClockAsync(CallRig node) => node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
}
