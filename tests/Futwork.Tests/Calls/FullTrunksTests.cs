using Futwork.Calls;
using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed class FullTrunksTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_whose_places_are_given_out_is_left_alone_for_a_tenth_of_the_time_that_they_are_given_ahead(string engine)
    {
        var node = await CallRigAsync(engine, "--Calls:PollMilliseconds=500");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 10);
        for (var i = 0; i < 20; i++)
            await node.Seeds.LeadAsync();
        var full = node.Rig.Get<FullTrunks>();

        (await node.TakeAsync()).Count.ShouldBe(10);
        full.Contains(Seeds.Workspace, Seeds.Trunk).ShouldBeTrue();
        node.Rig.Time.Advance(99);
        (await node.TakeAsync()).ShouldBeEmpty();
        node.Rig.Time.Advance(1);
        full.Contains(Seeds.Workspace, Seeds.Trunk).ShouldBeFalse();
        (await node.TakeAsync()).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_that_has_places_left_is_not_full(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 10);
        await node.Seeds.LeadAsync();

        (await node.TakeAsync()).Count.ShouldBe(1);

        node.Rig.Get<FullTrunks>().Contains(Seeds.Workspace, Seeds.Trunk).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_of_a_full_trunk_that_ends_wakes_nobody(string engine) => (await WakesAsync(engine, mostInWorkspace: 11)).ShouldBeFalse();

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_of_a_full_trunk_that_ends_wakes_whom_the_limit_of_the_workspace_keeps_waiting_over_others(string engine) =>
        (await WakesAsync(engine, mostInWorkspace: 10)).ShouldBeTrue();

    /// <summary>All places of a trunk are given out to ten calls, of which the first ends.</summary>
    private async Task<bool> WakesAsync(string engine, int mostInWorkspace)
    {
        var node = await CallRigAsync(engine, "--Calls:PollMilliseconds=500");
        await node.Seeds.AllAsync(maxCalls: 100, callsPerSecond: 10);
        await node.Rig.ExecuteAsync("UPDATE workspaces SET settings = @settings", new { settings = $$"""{"maxConcurrentCalls":{{mostInWorkspace}}}""" });
        for (var i = 0; i < 20; i++)
            await node.Seeds.LeadAsync();
        var orders = await node.TakeAsync();
        orders.Count.ShouldBe(10);
        var signal = node.Rig.Get<WorkSignal>();
        // What the leads that came have signalled.
        await signal.WaitAsync(WorkKind.Dial, TimeSpan.Zero, node.Rig.Time, CancellationToken.None);

        await node.Rig.Get<LiveCalls>().Start(orders[0], _ => Task.CompletedTask);

        // By a clock that stands: it is over at once where it was signalled, else never.
        return signal.WaitAsync(WorkKind.Dial, TimeSpan.FromSeconds(1), node.Rig.Time, CancellationToken.None).IsCompleted;
    }
}
