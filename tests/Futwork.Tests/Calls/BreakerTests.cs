using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Futwork.Trunks;

namespace Futwork.Tests.Calls;

/// <summary>A line that fails is left alone for a while, and no lead pays for it.</summary>
public sealed class BreakerTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly LegAnswer Congestion = new(LegResult.Congestion, SipStatus: 503, CauseCode: 34);
    private static readonly LegAnswer Busy = new(LegResult.Busy, SipStatus: 486, CauseCode: 17);
    private static readonly LegAnswer NoSuchNumber = new(LegResult.InvalidNumber, SipStatus: 404);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_whose_calls_fail_is_paused_probed_by_one_call_and_used_again(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        var (node, other) = (nodes[0], nodes[1]);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 100);
        for (var i = 0; i < 30; i++)
            await node.Seeds.LeadAsync();
        using var watch = other.Rig.Get<LiveFeed>().TryOpen(Seeds.Workspace)!;

        await EndAllAsync(node, await node.TakeAsync(), (order, i) => i < 5 ? Congestion : Busy, 10);
        (await other.TakeAsync()).ShouldBeEmpty("10 of 10 are over, half of them failed");

        var line = await LineAsync(other);
        (line.Breaker.State, line.Breaker.Trips, line.Breaker.Until).ShouldBe((BreakerState.Open, 1, node.Rig.Now + 30_000));
        line.Breaker.Reason.ShouldBe("5 of 10 calls within 120 s failed by the line's fault, most often: Network Congestion From Carrier (34).");
        (await watch.Events.ReadAsync()).ShouldSatisfyAllConditions(told => told.Event.ShouldBe("trunk.paused"), told => told.TrunkId.ShouldBe(Seeds.Trunk), told => told.Error.ShouldBe(line.Breaker.Reason));

        node.Rig.Time.Advance(TimeSpan.FromSeconds(29.9));
        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(200);
        var probe = (await node.TakeAsync()).ShouldHaveSingleItem();
        (await other.TakeAsync()).ShouldBeEmpty("one call shows it");
        await EndAsync(node, probe, Congestion);
        (await other.TakeAsync()).ShouldBeEmpty("the probe failed");
        (await LineAsync(node)).Breaker.Until.ShouldBe(node.Rig.Now + 60_000, "each pause is longer");

        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        probe = (await other.TakeAsync()).ShouldHaveSingleItem();
        await EndAsync(other, probe, Busy);
        (await other.TakeAsync()).Count.ShouldBe(10);
        (await LineAsync(node)).Breaker.ShouldBe(new TrunkBreaker { Since = node.Rig.Now });
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Few_calls_prove_nothing_old_ones_are_forgotten_and_people_are_no_fault(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 100);
        for (var i = 0; i < 60; i++)
            await node.Seeds.LeadAsync();

        await EndAllAsync(node, await node.TakeAsync(), (_, _) => Congestion, 4);
        (await node.TakeAsync()).ShouldNotBeEmpty("four are too few");
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(121));
        await node.Rig.Get<LostCalls>().EndAsync(Seeds.Workspace, Seeds.Trunk, CancellationToken.None);
        await EndAllAsync(node, await node.TakeAsync(), (_, i) => i < 4 ? Congestion : new LegAnswer((LegResult)(i % 3 + 1)), 9);

        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed, "4 of 9, and those from before are too old");
        await EndAsync(node, (await node.TakeAsync())[0], Congestion);
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Open, "5 of 10");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_probe_that_rings_shows_enough_and_one_that_is_lost_is_followed_by_another(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        await BreakAsync(node);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));

        await node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem()).EndAsync(CallEndings.NeverLeft(), null);
        var second = (await node.TakeAsync()).ShouldHaveSingleItem();
        (await LineAsync(node)).Breaker.Probe.ShouldBe(second.CallSid);
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'ringing', ringing_at = @Now WHERE id = @CallSid", new { node.Rig.Now, second.CallSid });

        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_the_line_failed_costs_no_attempt_until_it_has_been_so_often(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":2,"gapSeconds":3600}""");
        await node.Seeds.LeadAsync();
        var gaps = new List<double>();

        for (var i = 0; i < NextDial.MostByTrunk; i++)
        {
            await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion);
            (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "failed", 0));
            gaps.Add(((await node.WorkAsync())!.DueAt - node.Rig.Now) / 1000d);
            node.Rig.Time.Advance(TimeSpan.FromMinutes(20));
        }

        gaps.ShouldBe([30, 60, 120, 240, 480, 900]);
        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion);
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("failed", "failed", 1));
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Calls_that_cost_nothing_do_not_count_for_their_outcome_either(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":3,"gapSeconds":60,"on":["failed"],"rules":[{"outcome":"failed","maxAttempts":2}]}""");
        await node.Seeds.LeadAsync();
        for (var i = 0; i <= NextDial.MostByTrunk; i++)
        {
            await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion);
            node.Rig.Time.Advance(TimeSpan.FromMinutes(20));
        }

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "failed", 1));
        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion);
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("failed", "failed", 2));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_that_failed_after_it_rang_has_cost_an_attempt(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();

        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion with { Rang = true });

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("failed", "failed", 1));
        (await node.Rig.ScalarAsync<long>("SELECT trunk_fault FROM calls")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_carrier_that_asks_for_rest_gets_it_and_a_person_s_phone_that_does_is_no_matter_of_the_trunk(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":3,"gapSeconds":10}""");
        var lead = await node.Seeds.LeadAsync();
        await EndAsync(node, (await node.TakeAsync()).Single(), Busy with { RetryAfter = TimeSpan.FromSeconds(500) });
        (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + 500_000);
        (await LineAsync(node)).RestUntil.ShouldBeNull();

        await node.Seeds.LeadAsync();
        await EndAsync(node, (await node.TakeAsync()).Single(order => order.LeadId != lead), Congestion with { RetryAfter = TimeSpan.FromSeconds(77) });
        await node.Seeds.LeadAsync();
        (await node.TakeAsync()).ShouldBeEmpty();
        var line = await LineAsync(node);
        (line.RestUntil, line.Breaker.State).ShouldBe((node.Rig.Now + 77_000, BreakerState.Closed));
        node.Rig.Time.Advance(TimeSpan.FromSeconds(76));
        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await node.TakeAsync()).Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_carrier_that_asks_all_calls_for_rest_gets_it_whatever_the_breaker_does(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 100);
        for (var i = 0; i < 20; i++)
            await node.Seeds.LeadAsync();
        await EndAllAsync(node, await node.TakeAsync(), (_, _) => Congestion with { RetryAfter = TimeSpan.FromSeconds(600) }, 10);
        (await node.TakeAsync()).ShouldBeEmpty();
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Open);

        node.Rig.Time.Advance(TimeSpan.FromSeconds(599));
        (await node.TakeAsync()).ShouldBeEmpty("the pause of the breaker is over, the rest is not");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await node.TakeAsync()).Count.ShouldBe(1, "a probe");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Calls_that_left_before_the_line_worked_again_and_fail_afterwards_tell_nothing_of_it(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 20, callsPerSecond: 100);
        for (var i = 0; i < 30; i++)
            await node.Seeds.LeadAsync();
        var before = await node.TakeAsync();
        await EndAllAsync(node, before, (_, _) => Congestion, 5);
        (await node.TakeAsync()).ShouldBeEmpty("the trunk is paused");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));
        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Busy);
        var after = await node.TakeAsync();
        node.Rig.Time.Advance(1000);

        await EndAllAsync(node, before.GetRange(5, 10), (_, _) => Congestion, 10);

        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed, "they were on their way while it did not work");
        await EndAllAsync(node, after, (_, _) => Congestion, 5);
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Open);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_failure_rate_as_small_as_can_be_pauses_a_trunk_at_its_first_fault(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Rig.ExecuteAsync("UPDATE trunks SET pacing = @pacing", new { pacing = ApiJson.Write(new TrunkPacing { CircuitBreaker = new() { FailureRate = double.Epsilon, MinCalls = 1 } }) });
        await node.Seeds.LeadAsync();

        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Congestion);

        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Open);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_over_which_every_number_is_invalid_is_paused_until_a_call_comes_to_anything_else(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 20, callsPerSecond: 100);
        for (var i = 0; i < 60; i++)
            await node.Seeds.LeadAsync();

        var first = await node.TakeAsync();
        await EndAllAsync(node, first, (_, _) => NoSuchNumber, 19);
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed, "19 are too few");
        await EndAsync(node, first[19], NoSuchNumber);
        (await node.TakeAsync()).ShouldBeEmpty();
        var breaker = (await LineAsync(node)).Breaker;
        (breaker.State, breaker.Trips, breaker.Until).ShouldBe((BreakerState.Open, 1, node.Rig.Now + 30_000));
        breaker.Reason.ShouldBe("The last 20 calls all came to invalid numbers, as with a wrong dialplan or a lost route, most often: Call recipient number invalid (404).");

        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));
        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), NoSuchNumber);
        (await node.TakeAsync()).ShouldBeEmpty("the probe came to the same");
        breaker = (await LineAsync(node)).Breaker;
        (breaker.State, breaker.Until).ShouldBe((BreakerState.Open, node.Rig.Now + 60_000));
        breaker.Reason.ShouldNotBeNull().ShouldContain("a wrong dialplan or a lost route");

        node.Rig.Time.Advance(TimeSpan.FromSeconds(61));
        await EndAsync(node, (await node.TakeAsync()).ShouldHaveSingleItem(), Busy);
        (await node.TakeAsync()).Count.ShouldBe(20, "a bad list ends at its first good number");
        (await LineAsync(node)).Breaker.ShouldBe(new TrunkBreaker { Since = node.Rig.Now });
    }

    /// <summary>A carrier that knows its numbers refuses at once those that do not exist; a phone takes seconds to ring.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task Numbers_that_are_invalid_sooner_than_others_ring_pause_nothing(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 60, callsPerSecond: 100);
        for (var i = 0; i < 60; i++)
            await node.Seeds.LeadAsync();
        var orders = await node.TakeAsync();

        foreach (var order in orders.Where((_, i) => i % 3 == 0))
            await LeaveAsync(node, order);
        await EndAllAsync(node, [.. orders.Where((_, i) => i % 3 > 0)], (_, _) => NoSuchNumber, 40);
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed, "nobody knows what becomes of the others");
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'ringing', ringing_at = @Now WHERE status = 'initiated'", new { node.Rig.Now });
        (await LineAsync(node)).Breaker.State.ShouldBe(BreakerState.Closed, "they ring");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Invalid_numbers_count_in_a_row_faults_apart_and_only_where_the_trunk_wants_it(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 31, callsPerSecond: 100);
        for (var i = 0; i < 31; i++)
            await node.Seeds.LeadAsync();
        var orders = await node.TakeAsync();

        await EndAllAsync(node, orders, (_, i) => i == 15 ? Busy : i % 10 == 9 ? Congestion : NoSuchNumber, 30);
        await LeaveAsync(node, orders[30]);

        (await StateAsync(20)).ShouldBe(BreakerState.Closed, "one was busy");
        (await StateAsync(13)).ShouldBe(BreakerState.Closed, "12 have come after it");
        (await StateAsync(12)).ShouldBe(BreakerState.Open, "what becomes of the last one is not known yet");
        (await StateAsync(0)).ShouldBe(BreakerState.Closed);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(121));
        (await StateAsync(12)).ShouldBe(BreakerState.Closed, "that was long ago");

        async Task<string> StateAsync(int invalidNumbers)
        {
            var pacing = ApiJson.Write(new TrunkPacing { CircuitBreaker = new() { InvalidNumbers = invalidNumbers } });
            await node.Rig.ExecuteAsync("UPDATE trunks SET pacing = @pacing", new { pacing });
            return (await LineAsync(node)).Breaker.State;
        }
    }

    [Fact]
    public void Pauses_grow_to_a_limit_and_a_breaker_that_is_switched_off_does_not_pause()
    {
        var settings = new CircuitBreakerSettings { CoolDownSeconds = 10, MaxCoolDownSeconds = 60 };

        Enumerable.Range(1, 5).Select(trips => settings.CoolDown(trips).TotalSeconds).ShouldBe([10, 20, 40, 60, 60]);
        var open = new TrunkBreaker { State = BreakerState.Open, Until = 100 };
        open.After(settings with { Enabled = false }, new LineFacts(), 5).ShouldBe(new TrunkBreaker { Since = 5 });
        new TrunkBreaker().After(settings with { Enabled = false }, new LineFacts(9, 9), 5).State.ShouldBe(BreakerState.Closed);
    }

    private static Task<TrunkLine> LineAsync(CallRig node) =>
        node.Rig.Database.ReadAsync(async session => await TrunkLine.ReadAsync(session, (await Trunk.FindAsync(session, Seeds.Workspace, Seeds.Trunk))!, node.Rig.Now));

    private static Task BreakAsync(CallRig node) => node.Rig.ExecuteAsync(
        "UPDATE trunks SET breaker = @breaker",
        new { breaker = ApiJson.Write(new TrunkBreaker { State = BreakerState.Open, Since = node.Rig.Now, Until = node.Rig.Now + 30_000, Trips = 1 }) });

    /// <summary>A claimed call is on its way, and nothing is heard of it yet.</summary>
    private static Task LeaveAsync(CallRig node, CallOrder order) =>
        node.Rig.ExecuteAsync("UPDATE calls SET status = 'initiated', provider_call_id = 'provider' WHERE id = @CallSid", new { order.CallSid });

    private static async Task EndAllAsync(CallRig node, List<CallOrder> orders, Func<CallOrder, int, LegAnswer> answer, int count)
    {
        orders.Count.ShouldBeGreaterThanOrEqualTo(count);
        foreach (var (index, order) in orders.Take(count).Index())
            await EndAsync(node, order, answer(order, index));
    }

    private static Task EndAsync(CallRig node, CallOrder order, LegAnswer answer)
    {
        var journal = node.Rig.Get<CallJournals>().Open(order);
        journal.Initiated("provider");
        if (answer.Rang)
            journal.OnProgress(LegProgress.Ringing);
        return journal.EndAsync(CallEndings.Unanswered(answer, null), null);
    }
}
