using Futwork.Calls;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Places in time: never more in any second or window than the carrier takes, and hardly fewer.</summary>
public sealed class DialPaceTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void No_second_holds_too_many_although_calls_leave_late_and_nearly_all_places_are_used(int perSecond)
    {
        var pace = new DialPace(0, perSecond, 10_000);
        var random = new Random(7);

        var times = Enumerable.Range(0, perSecond * 20 + 1).Select(_ => pace.Take().AddMilliseconds(random.NextDouble() * (DialPace.Guard - 1))).Order().ToList();

        Most(times, 1000).ShouldBeLessThanOrEqualTo(perSecond);
        (times.Count / (times[^1] - times[0]).TotalSeconds / perSecond).ShouldBeInRange(0.95, 1.05);
    }

    [Theory]
    [InlineData(150, 5, 100)]
    [InlineData(30, 60, 10)]
    [InlineData(3, 1, 1000)]
    public void A_rolling_window_may_be_filled_at_once_and_never_overflows(int calls, int seconds, int perSecond)
    {
        var pace = new DialPace(0, perSecond, 10_000, new DialWindow(calls, seconds * 1000 + DialPace.Guard, []));

        var times = Enumerable.Range(0, calls * 6).Select(_ => pace.Take()).ToList();

        Most(times, seconds * 1000).ShouldBe(calls);
        Most(times, 1000).ShouldBeLessThanOrEqualTo(Math.Min(perSecond, calls));
        (times[calls] - times[0]).TotalSeconds.ShouldBeInRange(seconds, seconds / 0.95);
    }

    [Fact]
    public void Places_are_counted_as_they_will_be_taken()
    {
        var window = new DialWindow(4, 2040, [9_500, 9_600]);
        var pace = new DialPace(0, 100, 10_000, window);

        pace.Within(TimeSpan.FromSeconds(1)).ShouldBe(2);
        pace.Within(TimeSpan.FromMilliseconds(1560)).ShouldBe(3);
        Enumerable.Range(0, 3).Select(_ => pace.Take().ToUnixTimeMilliseconds()).ShouldBe([10_000, 10_010, 11_540]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_share_the_carrier_s_window(string engine)
    {
        var nodes = await NodesAsync(engine, 2);
        await nodes[0].Seeds.AllAsync(maxCalls: 100, callsPerSecond: 100);
        await nodes[0].Rig.ExecuteAsync("""UPDATE trunks SET pacing = '{"limit":{"kind":"window","calls":12,"seconds":5}}'""");
        for (var i = 0; i < 40; i++)
            await nodes[0].Seeds.LeadAsync();
        var orders = new List<CallOrder>();

        for (var step = 0; step < 60; step++)
        {
            foreach (var taken in await Task.WhenAll(nodes.Select(node => node.TakeAsync())))
                orders.AddRange(taken);
            nodes[0].Rig.Time.Advance(250);
        }

        Most([.. orders.Select(order => order.DialAt).Order()], 5000).ShouldBe(12);
        orders.Count.ShouldBeGreaterThanOrEqualTo(36);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_misses_a_place_takes_another_one_and_squeezes_nobody(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: 2);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        var orders = await node.TakeAsync();
        orders.Count.ShouldBe(2);
        node.Rig.Time.Advance(510);

        var turn = node.Rig.Get<DialTurn>();
        (await turn.WaitAsync(orders[0].DialAt, CancellationToken.None)).ShouldBeNull();
        var late = turn.WaitAsync(await AnotherAsync(turn, orders[0]), CancellationToken.None);
        while (node.Rig.Time.ActiveTimers == 0 && !late.IsCompleted)
            await Task.Yield();
        late.IsCompleted.ShouldBeFalse("the second call's place is between");
        node.Rig.Time.Advance(530);

        (await late).ShouldNotBeNull();
        var at = await node.Rig.ScalarAsync<long>("SELECT dial_at FROM calls WHERE id = @CallSid", new { orders[0].CallSid });
        at.ShouldBe(orders[1].DialAt.ToUnixTimeMilliseconds() + 520);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Many_that_miss_their_places_at_once_take_new_ones_together(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 10);
        var orders = new List<CallOrder>();
        for (var i = 0; i < 40; i++)
            await node.Seeds.LeadAsync();
        for (var step = 0; orders.Count < 40; step++, node.Rig.Time.Advance(100))
            orders.AddRange(await node.TakeAsync());
        node.Rig.Time.Advance(60_000);

        var turn = node.Rig.Get<DialTurn>();
        var waits = orders.ConvertAll(KeepOneAsync);
        await Eventually.IsAsync(() => waits.TrueForAll(wait => wait.IsCompleted) ? "" : null, () =>
        {
            // While a place is being written down the clock stands.
            if (node.Rig.Time.ActiveTimers == waits.Count(wait => !wait.IsCompleted))
                node.Rig.Time.Advance(15);
        });

        await Task.WhenAll(waits);
        var places = await node.Rig.Database.ReadAsync(session => session.QueryAsync<long>("SELECT dial_at FROM calls ORDER BY dial_at"));
        places.Count.ShouldBe(40);
        places.Zip(places.Skip(1), (one, next) => next - one).ShouldAllBe(gap => gap >= 103 && gap <= 105);

        async Task KeepOneAsync(CallOrder order)
        {
            for (var place = order.DialAt; await turn.WaitAsync(place, CancellationToken.None) is null;)
                place = await AnotherAsync(turn, order);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Places_that_were_missed_take_no_room_in_the_rolling_window(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 100);
        await node.Rig.ExecuteAsync("""UPDATE trunks SET pacing = '{"limit":{"kind":"window","calls":4,"seconds":60}}'""");
        for (var i = 0; i < 4; i++)
            await node.Seeds.LeadAsync();
        var orders = await node.TakeAsync();
        orders.Count.ShouldBe(4);
        node.Rig.Time.Advance(5000);

        var places = await Task.WhenAll(orders.ConvertAll(order => AnotherAsync(node.Rig.Get<DialTurn>(), order))).WaitAsync(Eventually.Patience);

        places.ShouldAllBe(place => place < node.Rig.Time.GetUtcNow().AddSeconds(1));
    }

    [Fact]
    public void The_lag_of_a_node_rises_at_once_and_falls_by_halves()
    {
        var time = new FakeTime();
        var lag = new DialLag(time);

        Took(80);
        lag.Milliseconds.ShouldBe(80);
        Took(0);
        lag.Milliseconds.ShouldBe(40);
        Took(10);
        lag.Milliseconds.ShouldBe(25);
        Took(30_000);
        lag.Milliseconds.ShouldBe(1000, "what takes longer says nothing of the next time");

        void Took(int milliseconds)
        {
            var chosen = time.GetTimestamp();
            time.Advance(milliseconds);
            lag.Took(chosen);
        }
    }

    /// <summary>For a call that missed its place, however late it comes.</summary>
    private static async Task<DateTimeOffset> AnotherAsync(DialTurn turn, CallOrder order) =>
        (await turn.AnotherAsync(order, isUsed: false, DateTimeOffset.MaxValue, CancellationToken.None))!.Value;

    /// <summary>The most of these times in any window that is open at its end.</summary>
    private static int Most(List<DateTimeOffset> times, double milliseconds)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < times.Count; last++)
        {
            while ((times[last] - times[first]).TotalMilliseconds >= milliseconds)
                first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
