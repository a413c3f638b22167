using Futwork.Queue;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>A call that goes on to another gateway takes a place in time for each further INVITE, and asks of each that is repeated whether it may leave. The test asks as the carrier does.</summary>
public sealed class FurtherInviteTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_further_invite_leaves_at_a_place_of_its_own(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 1);
        var far = await DialAsync(node);

        var leaveBy = await PlaceAsync(node, far, isUsed: true);

        leaveBy.ShouldNotBeNull();
        (leaveBy.Value - far.Request.LeaveBy!.Value).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(1040));
        (leaveBy.Value - node.Rig.Time.GetUtcNow()).ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(30));
        await EndAsync(node, far);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rolling_window_counts_each_invite_and_no_place_at_which_none_has_left(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 100);
        await node.Rig.ExecuteAsync("""UPDATE trunks SET pacing = '{"limit":{"kind":"window","calls":4,"seconds":60}}'""");
        var far = await DialAsync(node);

        (await PlaceAsync(node, far, isUsed: false)).ShouldNotBeNull();
        (await PlaceAsync(node, far, isUsed: true)).ShouldNotBeNull();
        (await PlaceAsync(node, far, isUsed: true)).ShouldNotBeNull();

        node.Rig.Time.Advance(1000);
        await node.Seeds.LeadAsync();
        await node.Seeds.LeadAsync();
        (await node.TakeAsync()).ShouldHaveSingleItem("three INVITEs of the first call are among the four");
        await EndAsync(node, far);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_place_that_comes_after_the_ringing_time_is_not_taken(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 100);
        await node.Rig.ExecuteAsync("""UPDATE trunks SET pacing = '{"limit":{"kind":"window","calls":1,"seconds":3600}}'""");
        var far = await DialAsync(node);
        var place = await node.Rig.ScalarAsync<long>("SELECT dial_at FROM calls");

        (await PlaceAsync(node, far, isUsed: true)).ShouldBeNull();

        (await node.Rig.ScalarAsync<long>("SELECT dial_at FROM calls")).ShouldBe(place);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM dial_places")).ShouldBe(0);
        await EndAsync(node, far);
    }

    [Theory]
    [InlineData("sqlite", Seeds.EverybodyIsListed)]
    [InlineData("postgres", Seeds.EverybodyIsListed)]
    [InlineData("sqlite", "UPDATE campaigns SET status = 'paused'")]
    [InlineData("postgres", "UPDATE campaigns SET status = 'paused'")]
    public async Task Nobody_is_called_over_another_gateway_whom_nobody_wants_called_any_more(string engine, string change)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 10);
        var far = await DialAsync(node);

        await node.Rig.ExecuteAsync(change);

        (await PlaceAsync(node, far, isUsed: true)).ShouldBeNull();
        await EndAsync(node, far);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_called_over_another_gateway_when_the_time_of_the_lead_is_over(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 1);
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE work SET expires_at = @end WHERE kind = 'dial'", new { end = node.Rig.Now + 500 });
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();

        (await PlaceAsync(node, far, isUsed: true)).ShouldBeNull();
        await EndAsync(node, far);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task No_invite_is_repeated_while_the_claim_may_be_over(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 1);
        var far = await DialAsync(node);
        far.Request.MayLeave!().ShouldBeTrue();

        node.Rig.Time.Advance(TimeSpan.FromSeconds(31));

        far.Request.MayLeave!().ShouldBeFalse("it stood still for longer than its lease");
        await node.Rig.Get<WorkKeeper>().RenewAsync(CancellationToken.None);
        far.Request.MayLeave!().ShouldBeTrue("nobody has missed it");
        await EndAsync(node, far);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task No_invite_is_repeated_when_the_time_of_the_lead_is_over(string engine)
    {
        var node = await ArrangeAsync(engine, callsPerSecond: 1);
        await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE work SET expires_at = @end WHERE kind = 'dial'", new { end = node.Rig.Now + 500 });
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Request.MayLeave!().ShouldBeTrue();

        node.Rig.Time.Advance(500);

        far.Request.MayLeave!().ShouldBeFalse();
        await EndAsync(node, far);
    }

    private async Task<CallRig> ArrangeAsync(string engine, double callsPerSecond)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(callsPerSecond: callsPerSecond);
        return node;
    }

    private static async Task<ScriptedCarrier.Far> DialAsync(CallRig node)
    {
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        return await node.Carrier.NextAsync();
    }

    /// <summary>Asks, and moves the clock until the place is there; never faster than real time, in which it is written.</summary>
    private static async Task<DateTimeOffset?> PlaceAsync(CallRig node, ScriptedCarrier.Far far, bool isUsed)
    {
        var asked = far.Request.AnotherPlaceAsync!(isUsed, CancellationToken.None);
        await Eventually.IsAsync(() => asked.IsCompleted ? "" : null, () => node.Rig.Time.Advance(10));
        return await asked;
    }

    private static async Task EndAsync(CallRig node, ScriptedCarrier.Far far)
    {
        far.Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
    }
}
