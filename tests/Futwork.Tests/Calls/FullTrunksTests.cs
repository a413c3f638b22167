using Futwork.Calls;
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
}
