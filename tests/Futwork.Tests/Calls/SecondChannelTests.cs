using Futwork.Calls;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Calls that are handed over through us take a second channel of their line.</summary>
public sealed class SecondChannelTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_is_handed_over_holds_two_lines_for_as_long_as_that_takes(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 2, callsPerSecond: 10);
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        await node.Seeds.LeadAsync();

        var taken = await InTimeAsync(node, node.Rig.Get<SecondChannel>().TakeAsync(order));

        taken.ShouldNotBeNull();
        node.Rig.Time.Advance(1000);
        (await node.TakeAsync()).ShouldBeEmpty("both lines are taken");
        (await node.Rig.Get<SecondChannel>().TakeAsync(order)).ShouldBeNull();
        await taken.DisposeAsync();
        (await node.TakeAsync()).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_call_to_whoever_takes_over_has_a_place_in_time_of_its_own(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1);
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        var taking = node.Rig.Get<SecondChannel>().TakeAsync(order);

        await InTimeAsync(node, taking);

        (node.Rig.Time.GetUtcNow() - order.DialAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rolling_window_counts_the_call_to_whoever_takes_over_and_each_gateway_it_goes_on_to(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 100);
        await node.Rig.ExecuteAsync("""UPDATE trunks SET pacing = '{"limit":{"kind":"window","calls":4,"seconds":60}}'""");
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();

        await InTimeAsync(node, node.Rig.Get<SecondChannel>().TakeAsync(order));
        var another = node.Rig.Get<SecondChannel>().AnotherPlaceAsync(order, CancellationToken.None);
        // While the place is being written down the clock stands.
        await Eventually.IsAsync(() => another.IsCompleted ? "" : null, () => node.Rig.Time.Advance(node.Rig.Time.ActiveTimers > 0 ? 5 : 0));
        (await another).ShouldNotBeNull();

        node.Rig.Time.Advance(1000);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        (await node.TakeAsync()).ShouldHaveSingleItem("three of the four are taken");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_waits_on_hold_for_a_place_that_is_far_away(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 10, callsPerSecond: 1);
        await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).Single();
        var far = node.Rig.Now + 11_000;
        await node.Rig.ExecuteAsync("UPDATE trunks SET next_dial_at = @far", new { far });

        (await node.Rig.Get<SecondChannel>().TakeAsync(order)).ShouldBeNull();

        (await node.Rig.ScalarAsync<long>("SELECT CAST(next_dial_at AS bigint) FROM trunks")).ShouldBe(far);
        (await node.Rig.ScalarAsync<long>("SELECT legs FROM calls")).ShouldBe(1);
    }

    private static async Task<IAsyncDisposable?> InTimeAsync(CallRig node, Task<IAsyncDisposable?> taking)
    {
        await Eventually.IsAsync(() => taking.IsCompleted ? "" : null, () => node.Rig.Time.Advance(50));
        return await taking;
    }
}
