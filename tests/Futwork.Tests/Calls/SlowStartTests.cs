using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Queue;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class SlowStartTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Each_call_that_has_left_lets_two_more_be_on_their_way_until_there_is_no_bound(string engine)
    {
        var order = await OrderAsync(engine);
        var start = new SlowStart(new CallsOptions { FirstCalls = 8 }, new WorkSignal());
        start.Room.ShouldBe(8);

        start.Took([.. Enumerable.Repeat(order, 8)]);
        start.Room.ShouldBe(0);
        start.Departed(order);
        start.Room.ShouldBe(2);
        start.GivenUp(order);
        start.Room.ShouldBe(3, "a call that will not leave makes room for one other");
        for (var left = 1; left < 120; left++)
        {
            start.Took([order]);
            start.Departed(order);
        }

        start.Room.ShouldBe(int.MaxValue);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_missed_its_place_as_it_left_shows_nothing(string engine)
    {
        var order = await OrderAsync(engine);
        var start = new SlowStart(new CallsOptions { FirstCalls = 1 }, new WorkSignal());
        start.Took([order]);

        start.Departed(order);
        start.CameBack(order);
        start.Room.ShouldBe(0);
        start.GivenUp(order);
        start.Room.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_of_which_somebody_is_asked_first_does_not_count(string engine)
    {
        var asked = await OrderAsync(engine) with { PreDial = new PreDialSettings { EndpointId = "of somebody slow" } };
        var start = new SlowStart(new CallsOptions { FirstCalls = 1 }, new WorkSignal());

        start.Took([asked, asked]);
        start.Departed(asked);
        start.GivenUp(asked);

        start.Room.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_has_dialled_nobody_yet_takes_a_few_calls_and_the_others_are_left_to_those_who_can(string engine)
    {
        var cold = await CallRigAsync(engine, "--Calls:FirstCalls=2");
        await cold.Seeds.AllAsync();
        for (var i = 0; i < 9; i++)
            await cold.Seeds.LeadAsync();

        (await cold.TakeAsync()).Count.ShouldBe(2);
        (await cold.TakeAsync()).ShouldBeEmpty("neither of the two has left");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Those_that_leave_make_room_for_more(string engine)
    {
        var cold = await CallRigAsync(engine, "--Calls:FirstCalls=2");
        await cold.Seeds.AllAsync();
        for (var i = 0; i < 9; i++)
            await cold.Seeds.LeadAsync();

        await cold.LookAsync();
        await AreDialledAsync(2);
        await cold.LookAsync();
        await AreDialledAsync(6);
        await cold.LookAsync();
        await AreDialledAsync(9);

        // The carrier knows of each a moment before it counts as one that has left.
        Task AreDialledAsync(int calls) => cold.EventuallyAsync(() => cold.Carrier.Dialled.Count == calls && cold.Rig.Get<SlowStart>().Room == 2 + calls);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_does_not_leave_makes_room_as_well(string engine)
    {
        var cold = await CallRigAsync(engine, "--Calls:FirstCalls=1");
        await cold.Seeds.AllAsync();
        await cold.Seeds.LeadAsync();
        await cold.LookAsync();
        (await cold.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.NoRoom));
        await cold.IdleAsync();

        cold.Rig.Get<SlowStart>().Room.ShouldBeInRange(1, 2);
    }

    private async Task<CallOrder> OrderAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        return (await node.TakeAsync()).ShouldHaveSingleItem();
    }
}
