using Futwork.Calls;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Places in time that come, or are missed, and what is looked at once more before a call leaves.</summary>
public sealed class DialTurnTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_dial_that_missed_its_moment_was_none_and_takes_another_place(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();

        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        var place = await PlaceAsync();
        first.Reply(new LegAnswer(LegResult.Missed));
        var next = node.Carrier.NextAsync();
        // Never faster than real time, in which the place is written: who comes late misses it.
        await Eventually.IsAsync(() => next.IsCompleted ? "" : null, () => node.Rig.Time.Advance(10));
        (await next).Reply(new LegAnswer(LegResult.Busy, Rang: false, SipStatus: 486));
        await node.IdleAsync();

        first.Request.LeaveBy.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(place + 30));
        (await PlaceAsync()).ShouldBeGreaterThan(place);
        (await node.ProgressAsync())!.Attempts.ShouldBe(1);
        (await node.DeliveriesAsync()).ShouldBe(["initiated", "busy"]);

        Task<long> PlaceAsync() => node.Rig.ScalarAsync<long>("SELECT dial_at FROM calls");
    }

    [Theory]
    [InlineData("sqlite", Seeds.EverybodyIsListed)]
    [InlineData("postgres", "UPDATE campaigns SET status = 'paused'")]
    public async Task Who_missed_a_place_is_not_called_at_the_next_when_nobody_wants_it_any_more(string engine, string change)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        await node.Rig.ExecuteAsync(change);

        first.Reply(new LegAnswer(LegResult.Missed));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.CallAsync())!.HangupReason.ShouldBe("Withdrawn before the dial");
        (await node.ProgressAsync())!.Attempts.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_is_cancelled_before_its_claimed_call_leaves_is_not_rung(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        await node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, lead));

        first.Reply(new LegAnswer(LegResult.Missed));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "canceled", 0));
    }

    [Theory]
    [InlineData("sqlite", Seeds.EverybodyIsListed)]
    [InlineData("postgres", Seeds.EverybodyIsListed)]
    [InlineData("sqlite", "UPDATE campaigns SET status = 'paused'")]
    [InlineData("postgres", "UPDATE campaigns SET settings = replace(settings, '{\"name\"', '{\"ringTimeoutSeconds\":20,\"name\"')")]
    [InlineData("sqlite", "UPDATE trunks SET updated_at = updated_at + 1")]
    [InlineData("postgres", "UPDATE trunks SET updated_at = updated_at + 1")]
    public async Task A_call_whose_place_is_still_ahead_is_not_made_when_nobody_wants_it_any_more(string engine, string change)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: 2);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        node.Rig.Get<LiveCalls>().Count.ShouldBe(2, "the place of the second is half a second later");

        await node.Rig.ExecuteAsync(change);
        first.Reply(new LegAnswer(LegResult.Busy));
        await FirstIsOverAsync(node);
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE hangup_reason = 'Withdrawn before the dial'")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_carrier_that_asks_for_rest_gets_it_from_calls_whose_place_is_still_ahead(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: 2, campaign: ""","retry":{"maxAttempts":3,"gapSeconds":1000}""");
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();

        first.Reply(new LegAnswer(LegResult.Congestion, SipStatus: 503) { RetryAfter = TimeSpan.FromSeconds(60) });
        await FirstIsOverAsync(node);
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE hangup_reason = 'Withdrawn before the dial'")).ShouldBe(1);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        await node.LookAsync();
        (await node.Carrier.NextAsync()).Request.To.ShouldNotBe(first.Request.To, "the other lead was only put off");
    }

    [Fact]
    public async Task A_last_look_that_takes_long_costs_no_place_in_time()
    {
        var node = await ArrangeAsync("postgres");
        await node.Rig.ExecuteAsync("UPDATE trunks SET calls_per_second = 1");
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var first = await node.Carrier.NextAsync();
        var (isSlow, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = node.Rig.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("LOCK TABLE suppressions IN ACCESS EXCLUSIVE MODE");
            isSlow.SetResult();
            await goOn.Task;
        });
        await isSlow.Task;
        first.Reply(new LegAnswer(LegResult.Missed));
        await Eventually.HappensAsync(async () => await node.Rig.ScalarAsync<long>(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") > 0);

        node.Rig.Time.Advance(TimeSpan.FromSeconds(2));
        goOn.SetResult();
        await slow;

        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
        (await node.Rig.ScalarAsync<long>("SELECT dial_at FROM calls")).ShouldBe(node.Rig.Now);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_whose_time_is_over_while_it_waits_for_another_place_is_withdrawn_and_the_lead_gets_its_own_end(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE work SET expires_at = @end WHERE kind = 'dial'", new { end = node.Rig.Now + 100 });
        await node.LookAsync();

        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Missed));
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        node.Carrier.Dialled.Count.ShouldBe(1);
        (await node.CallAsync())!.HangupReason.ShouldBe("Withdrawn before the dial");
        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "expired", 0));
    }

    /// <summary>The end of the first of two calls is written, and the second waits for its place. Until then the clock stands: else that place might come before either.</summary>
    private static Task<string> FirstIsOverAsync(CallRig node) =>
        Eventually.IsAsync(() => node.Rig.Get<LiveCalls>().Count == 1 && node.Rig.Time.ActiveTimers > 0 ? "" : null);

    private async Task<CallRig> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", Seeds.AllStatuses);
        return node;
    }
}
