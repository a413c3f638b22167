using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>A campaign's first and last moment, in the transaction that dials.</summary>
public sealed class CampaignDatesRoundTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_dialled_before_the_first_moment_or_at_a_place_in_time_after_the_last(string engine)
    {
        // It is 06:00; places are 100 ms apart.
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: 10, campaign: ""","startsAt":"2026-01-15T06:00:01Z","endsAt":"2026-01-15T06:00:01.250Z" """);
        for (var i = 0; i < 5; i++)
            await node.Seeds.LeadAsync();

        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + 1000);
        node.Rig.Time.Advance(1000);
        var orders = await node.TakeAsync();

        orders.Count.ShouldBe(3);
        orders.ShouldAllBe(order => order.DialAt >= DateTimeOffset.Parse("2026-01-15T06:00:01Z") && order.DialAt < DateTimeOffset.Parse("2026-01-15T06:00:01.25Z"));
        (await node.CallAsync(orders[0].CallSid))!.DialDecision.ShouldNotBeNull().ShouldContain("campaign dates");
        orders[0].MayDial(DateTimeOffset.Parse("2026-01-15T06:00:01.25Z")).ShouldBeFalse();
    }
}
