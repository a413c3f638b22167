using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Nobody is rung who is on the phone already, or has been reached meanwhile.</summary>
public sealed class OnThePhoneTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Leads_of_one_number_are_called_one_after_the_other(string engine)
    {
        var node = await ArrangeAsync(engine);
        for (var i = 0; i < 3; i++)
            await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = (SELECT min(phone) FROM leads)");

        var first = (await node.TakeAsync()).ShouldHaveSingleItem();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(16));
        (await node.TakeAsync()).ShouldBeEmpty();
        var journal = node.Rig.Get<CallJournals>().Open(first);
        journal.Initiated("provider-1");
        await journal.EndAsync(CallEndings.Unanswered(new LegAnswer(LegResult.Rejected), null), recording: null);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(15));

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldNotBe(first.LeadId);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_calls_us_while_their_call_waits_for_another_place_is_not_rung(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        var theirs = await node.Seeds.CallAsync(lead, "in-progress");
        await node.Rig.ExecuteAsync("UPDATE calls SET direction = 'inbound' WHERE id = @theirs", new { theirs });

        first.Reply(new LegAnswer(LegResult.Missed));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.Rig.ScalarAsync<string>("SELECT hangup_reason FROM calls WHERE direction = 'outbound'")).ShouldBe("Withdrawn before the dial");
        (await node.TakeAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_called_us_and_talked_while_their_call_waited_for_another_place_is_not_rung(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        await node.CallInAsync(lead, new CallEnding("call-disconnected", "human"));

        first.Reply(new LegAnswer(LegResult.Missed));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.Rig.ScalarAsync<string>("SELECT hangup_reason FROM calls WHERE direction = 'outbound'")).ShouldBe("Withdrawn before the dial");
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    public async Task Who_calls_us_and_talks_while_ours_rings_is_called_again_when_they_wish_it_and_not_by_the_policy(string engine, bool wishes)
    {
        var node = await ArrangeAsync(engine, ""","retry":{"maxAttempts":3,"gapSeconds":60}""");
        var lead = await node.Seeds.LeadAsync();
        var at = node.Rig.Time.GetUtcNow().AddHours(20);
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();
        var theirs = await node.Seeds.CallAsync(lead, "completed");
        await node.Rig.ExecuteAsync(
            "UPDATE calls SET direction = 'inbound', outcome = 'human', answered_at = @Now, ended_at = @Now, callback = @callback WHERE id = @theirs",
            new { node.Rig.Now, callback = wishes ? ApiJson.Write(new CallbackRequest(at, null)) : null, theirs });

        far.Reply(new LegAnswer(LegResult.NoAnswer, Rang: true));
        await node.IdleAsync();

        var work = (await node.WorkAsync())!;
        work.State.ShouldBe(wishes ? "ready" : "done");
        if (wishes)
            work.DueAt.ShouldBe(at.ToUnixTimeMilliseconds());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_phone_that_may_ring_on_after_its_node_died_is_called_by_nobody_until_it_is_silent(string engine)
    {
        var node = await ArrangeAsync(engine, ""","ringTimeoutSeconds":20,"retry":{"maxAttempts":3,"rules":[{"outcome":"interrupted","gapSeconds":1}]}""");
        await node.Seeds.LeadAsync();
        var lost = (await node.TakeAsync()).ShouldHaveSingleItem();
        await LoseAsync(node);

        // Neither for the lead that rang it, nor for another.
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = (SELECT min(phone) FROM leads)");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(20 + 32 - 1));
        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lost.LeadId);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_talked_with_a_node_that_died_is_called_by_nobody_until_they_have_hung_up(string engine)
    {
        var node = await ArrangeAsync(engine, ""","retry":{"maxAttempts":3,"rules":[{"outcome":"interrupted","gapSeconds":1}]}""");
        await node.Seeds.LeadAsync();
        var lost = (await node.TakeAsync()).ShouldHaveSingleItem();
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'in-progress', answered_at = @Now", new { node.Rig.Now });
        await LoseAsync(node);

        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = (SELECT min(phone) FROM leads)");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(29));
        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lost.LeadId);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_called_us_and_talked_with_a_node_that_died_is_not_rung_until_they_have_hung_up(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        var theirs = await node.Seeds.CallAsync(lead, "in-progress");
        await node.Rig.Database.WriteAsync(async session =>
        {
            var claim = await node.Rig.Get<WorkQueue>().HoldAsync(session, NewWork.Take(Seeds.Workspace, Seeds.Campaign, theirs, node.Rig.Now), TimeSpan.FromSeconds(30));
            await session.ExecuteAsync(
                "UPDATE calls SET direction = 'inbound', to_number = from_number, answered_at = @Now, work_id = @Id, fence = @Fence WHERE id = @theirs",
                new { node.Rig.Now, claim.Id, claim.Fence, theirs });
        });
        await LoseAsync(node);

        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(30));

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    /// <summary>The lease of the only call is over, and somebody ends it.</summary>
    private static async Task LoseAsync(CallRig node)
    {
        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));
        await node.Rig.Get<LostCalls>().LookAsync(CancellationToken.None);
        (await node.CallAsync())!.Outcome.ShouldBe("interrupted");
    }

    private async Task<CallRig> ArrangeAsync(string engine, string campaign = "")
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: campaign);
        return node;
    }
}
