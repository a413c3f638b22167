using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>What a call knows of when its person may be called back, so that nothing is promised that will not be kept.</summary>
public sealed class CallbackHoursTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task They_are_the_hours_of_the_person_until_the_campaign_ends(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","timezone":"Asia/Kolkata","legalPreset":"in","endsAt":"2026-01-17T18:00" """);
        await node.Seeds.LeadAsync();

        var hours = (await node.TakeAsync()).ShouldHaveSingleItem().Callbacks.ShouldNotBeNull();

        hours.Until.ShouldBe(At("2026-01-17T18:00"));
        hours.FirstOpen(At("2026-01-16T15:30")).ShouldBe(At("2026-01-16T15:30"));
        hours.FirstOpen(At("2026-01-16T22:00")).ShouldBe(At("2026-01-17T09:00"));
        hours.FirstOpen(At("2026-01-17T18:00")).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Where_nothing_bounds_them_any_time_will_do(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();

        var hours = (await node.TakeAsync()).ShouldHaveSingleItem().Callbacks.ShouldNotBeNull();

        hours.Until.ShouldBeNull();
        hours.FirstOpen(At("2026-01-16T03:00")).ShouldBe(At("2026-01-16T03:00"));
    }

    private static DateTimeOffset At(string local) => DateTimeOffset.Parse($"{local}+05:30");
}
