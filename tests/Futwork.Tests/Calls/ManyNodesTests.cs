using Futwork.Calls;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Futwork.Trunks;

namespace Futwork.Tests.Calls;

/// <summary>Nodes that stand still, come back, stop, or lose their database for a while.</summary>
public sealed class ManyNodesTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly TimeSpan MoreThanALease = TimeSpan.FromSeconds(31);
    private static readonly TimeSpan LongUp = TimeSpan.FromDays(1);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_stood_still_between_the_claim_and_the_dial_dials_nobody(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        var order = (await nodes[0].TakeAsync()).Single();

        nodes[0].Rig.Time.Advance(MoreThanALease);
        await nodes[1].LookAsync();
        using var hangUp = new HangUp();
        await nodes[0].Rig.Get<OutboundCall>().RunAsync(order, hangUp);

        nodes[0].Carrier.Dialled.ShouldBeEmpty();
        (await nodes[0].CallAsync())!.Outcome.ShouldBe("interrupted");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_stood_still_and_was_not_missed_tries_the_lead_again_as_if_nothing_had_been(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();

        node.Rig.Time.Advance(MoreThanALease);
        using var hangUp = new HangUp();
        await node.Rig.Get<OutboundCall>().RunAsync(order, hangUp);

        node.Carrier.Dialled.ShouldBeEmpty();
        var work = (await node.WorkAsync())!;
        (work.State, work.DueAt > node.Rig.Now).ShouldBe(("ready", true));
        (await node.ProgressAsync())!.Attempts.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_claim_that_was_renewed_while_the_dial_waited_is_as_good_as_new(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        var keeper = node.Rig.Get<WorkKeeper>();
        using var kept = keeper.Keep(order.Claim, TimeSpan.FromSeconds(30));

        order.IsStale(node.Rig.Time, keeper.RenewedAt(order.Claim)).ShouldBeFalse();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(20));
        await keeper.RenewAsync(CancellationToken.None);
        node.Rig.Time.Advance(TimeSpan.FromSeconds(20));

        order.IsStale(node.Rig.Time, keeper.RenewedAt(order.Claim)).ShouldBeFalse();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(11));
        order.IsStale(node.Rig.Time, keeper.RenewedAt(order.Claim)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_that_a_node_lost_and_dials_again_itself_does_not_keep_the_old_call_alive(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":3,"rules":[{"outcome":"interrupted","gapSeconds":1}]}""");
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        var old = await nodes[0].Carrier.NextAsync();
        old.Ring();
        nodes[0].Rig.Time.Advance(MoreThanALease);
        await nodes[1].LookAsync();
        nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(45 + 32 + 1));

        // It was away and knows nothing: its pump is first to look.
        await nodes[0].Rig.Get<DialPump>().LookAsync(claim: true, CancellationToken.None);
        var anew = await nodes[0].Carrier.NextAsync();
        anew.Ring();
        await nodes[0].Rig.Get<WorkKeeper>().RenewAsync(CancellationToken.None);
        await old.Ended;

        anew.Reply(new LegAnswer(LegResult.Busy));
        await nodes[0].IdleAsync();
        (await nodes[0].CallAsync(anew.Request.CallId.ToString()))!.Outcome.ShouldBe("busy");
        (await nodes[0].CallAsync(old.Request.CallId.ToString()))!.Outcome.ShouldBe("interrupted");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_places_of_a_dead_node_are_free_within_moments_of_its_lease(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(maxCalls: 1);
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].TakeAsync();
        await nodes[0].Seeds.LeadAsync();
        nodes[1].Rig.Time.Advance(TimeSpan.FromSeconds(29));
        await nodes[1].LookAsync();
        nodes[1].Carrier.Dialled.ShouldBeEmpty();

        for (var second = 0; second < 3; second++)
        {
            nodes[1].Rig.Time.Advance(1000);
            await nodes[1].LookAsync();
        }

        await nodes[1].Carrier.NextAsync();
    }

    /// <summary>On PostgreSQL only: SQLite lets one write at a time.</summary>
    [Fact]
    public async Task The_places_of_a_dead_node_are_free_although_another_stands_still_with_the_trunk_locked()
    {
        var nodes = await NodesAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].TakeAsync();
        await nodes[0].Seeds.LeadAsync();
        nodes[0].Rig.Time.Advance(MoreThanALease);
        var goOn = await nodes[0].StandStillAsync(session => Trunk.FindAsync(session, Seeds.Workspace, Seeds.Trunk, forUpdate: true));
        var (pump, lost) = (nodes[1].Rig.Get<DialPump>(), nodes[1].Rig.Get<LostCalls>());

        // The pump gives the trunk up, again and again.
        await pump.StartedAsync(CancellationToken.None);
        await lost.StartAsync(CancellationToken.None);
        await Eventually.HappensAsync(async () => await nodes[1].Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE outcome = 'interrupted'") == 1);

        nodes[1].Carrier.Dialled.ShouldBeEmpty();
        await goOn();
        await nodes[1].EventuallyAsync(() => !nodes[1].Carrier.Dialled.IsEmpty);
        (await nodes[1].Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await lost.StopAsync(CancellationToken.None);
        await pump.StopAsync(CancellationToken.None);
    }

    /// <summary>On PostgreSQL only: SQLite lets one write at a time.</summary>
    [Fact]
    public async Task A_call_whose_holder_writes_that_it_was_answered_is_left_to_it_and_then_ends_as_answered()
    {
        var nodes = await NodesAsync("postgres", 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.EndpointAsync("http://127.0.0.1:1/", "failed", "call-disconnected");
        await nodes[0].Seeds.LeadAsync();
        var order = (await nodes[0].TakeAsync()).Single();
        await nodes[0].Rig.ExecuteAsync("UPDATE calls SET status = 'ringing'");
        nodes[0].Rig.Time.Advance(MoreThanALease);

        // The other node passes over the claim, which its holder has locked while it writes that somebody answered.
        var (locked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = nodes[0].Rig.Database.WriteAsync(async session =>
        {
            await order.Claim.HoldsAsync(session);
            locked.SetResult();
            await goOn.Task;
            await Call.AnswerAsync(session, order.WorkspaceId, order.CallSid, "provider", nodes[0].Rig.Now);
        });
        await locked.Task;
        await nodes[1].LookAsync();
        (await nodes[1].CallAsync())!.EndedAt.ShouldBeNull();
        goOn.SetResult();
        await slow;
        nodes[1].Rig.Time.Advance(1000);
        await nodes[1].LookAsync();

        var call = (await nodes[1].CallAsync())!;
        (call.Status, call.Outcome, call.EndedAt.HasValue).ShouldBe(("call-disconnected", "interrupted", true));
        (await nodes[1].DeliveriesAsync()).ShouldBe(["call-disconnected"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_end_that_a_call_cannot_have_is_not_written_and_nothing_is_settled(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'in-progress'");

        await Should.ThrowAsync<InvalidOperationException>(() => node.Rig.Database.WriteAsync(
            session => Call.EndAsync(session, order.WorkspaceId, order.CallSid, CallEndings.Interrupted(answered: false, []), null, node.Rig.Now)));

        (await node.CallAsync())!.EndedAt.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_only_the_dead_node_s_disk_holds_is_added_when_it_comes_back(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        await node.Rig.ExecuteAsync("UPDATE calls SET status = 'in-progress', answered_at = @Now", new { node.Rig.Now });
        var words = node.Rig.Get<LateWords>();
        await node.Rig.ExecuteAsync("UPDATE calls SET node = 'before'");
        (await words.AddAsync([order.CallId], CancellationToken.None)).StillUp.ShouldBe([order.CallId]);
        node.Rig.Time.Advance(MoreThanALease);
        await node.LookAsync();
        (await node.CallAsync())!.Transcript.ShouldBeNullOrEmpty();

        await File.WriteAllTextAsync(
            node.Rig.Get<CallFiles>().Prepare(CallFiles.Transcript(order.CallId)),
            """
            {"speaker":"assistant","text":"Hello","startMs":0,"endMs":700,"interrupted":false}

            """);
        words.Known().ShouldBe([order.CallId]);
        var (added, stillUp) = await words.AddAsync(words.Known(), CancellationToken.None);
        (added, stillUp.Count).ShouldBe((1, 0));
        (await words.AddAsync(words.Known(), CancellationToken.None)).Added.ShouldBe(0);

        var call = (await node.CallAsync())!;
        (call.Transcript!.Contains("Hello"), call.DurationMs, call.Outcome).ShouldBe((true, 700, "interrupted"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task After_the_database_was_away_each_node_has_the_time_of_half_a_lease_to_say_that_it_lives(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].LookAsync();
        var far = await nodes[0].Carrier.NextAsync();
        far.Ring();

        // It comes back after a minute, and the other node is the first to reach it.
        nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(60));
        nodes[1].Hear(startedAgo: TimeSpan.FromSeconds(1));
        await nodes[1].LookAsync();
        Hear(nodes[1], seconds: 13);
        await nodes[1].LookAsync();
        await nodes[0].LookAsync();

        nodes[0].Rig.Time.Advance(TimeSpan.FromSeconds(2));
        far.Reply(new LegAnswer(LegResult.Busy));
        await nodes[0].IdleAsync();
        (await nodes[0].CallAsync())!.Outcome.ShouldBe("busy");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_was_cut_off_from_the_database_takes_nobody_for_dead_at_once(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        nodes[1].Hear(LongUp);
        await nodes[0].TakeAsync();

        nodes[0].Rig.Time.Advance(MoreThanALease);
        await nodes[1].LookAsync();
        nodes[1].Hear(LongUp);
        await nodes[1].LookAsync();
        (await nodes[0].CallAsync())!.EndedAt.ShouldBeNull();

        Hear(nodes[1], seconds: 14);
        await nodes[1].LookAsync();
        (await nodes[0].CallAsync())!.EndedAt.ShouldBeNull();
        Hear(nodes[1], seconds: 1);
        await nodes[1].LookAsync();
        (await nodes[0].CallAsync())!.Outcome.ShouldBe("interrupted");
    }

    [Theory]
    [InlineData("sqlite", 15, true)]
    [InlineData("postgres", 15, true)]
    [InlineData("sqlite", 16, false)]
    [InlineData("postgres", 16, false)]
    public async Task A_silence_in_which_no_lease_of_a_living_node_ends_keeps_nobody_from_being_taken_for_dead(string engine, int silent, bool judges)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        nodes[1].Hear(LongUp);
        Hear(nodes[1], seconds: 20);
        await nodes[0].TakeAsync();
        Hear(nodes[1], seconds: 20);

        nodes[1].Rig.Time.Advance(TimeSpan.FromSeconds(silent));
        nodes[1].Hear(LongUp);
        await nodes[1].LookAsync();

        (await nodes[0].CallAsync())!.EndedAt.HasValue.ShouldBe(judges);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Work_of_another_node_is_found_by_looking_when_no_notification_comes(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Rig.Get<DialPump>().StartedAsync(CancellationToken.None);

        // Nothing carries signals between the two.
        await nodes[0].Seeds.LeadAsync();
        await nodes[0].EventuallyAsync(() => !nodes[0].Carrier.Dialled.IsEmpty);

        (await nodes[0].Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await nodes[0].Rig.Get<DialPump>().StopAsync(CancellationToken.None);
    }

    /// <summary>The database, which has long been up, answers the node each second.</summary>
    private static void Hear(CallRig node, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            node.Rig.Time.Advance(1000);
            node.Hear(LongUp);
        }
    }
}
