using System.Net;
using Futwork.Hosting;
using Futwork.Tests.Support;
using Futwork.Trunks;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Trunks;

/// <summary>How a trunk is used, as a client sees and sets it.</summary>
public sealed class TrunkPacingTests(PostgresServer postgres) : ApiTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_paused_trunk_says_why_and_until_when_as_do_its_leads_and_is_resumed_by_hand(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var trunk = (await server.GetAsync($"/api/campaigns/{campaign}")).Text("trunkId");
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var lead = await server.LeadAsync(campaign);
        (await server.GetAsync($"/api/trunks/{trunk}")).Json["dialling"]!["state"]!.GetValue<string>().ShouldBe("open");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var open = new TrunkBreaker { State = BreakerState.Open, Since = now, Until = now + 60_000, Reason = "5 of 5 calls failed.", Trips = 2 };
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE trunks SET breaker = @breaker", new { breaker = ApiJson.Write(open) }));

        var dialling = (await server.GetAsync($"/api/trunks/{trunk}")).Json["dialling"]!;
        (dialling["state"]!.GetValue<string>(), dialling["reason"]!.GetValue<string>(), dialling["pauses"]!.GetValue<int>()).ShouldBe(("paused", "5 of 5 calls failed.", 2));
        var reason = (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]![0]!;
        reason["code"]!.GetValue<string>().ShouldBe("trunk-paused");
        DateTimeOffset.Parse(reason["until"]!.GetValue<string>(), null).ToUnixTimeMilliseconds().ShouldBe(now + 60_000);

        var workspace = await server.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT workspace_id FROM trunks WHERE id = @trunk", new { trunk }));
        using var watch = server.Services.GetRequiredService<LiveFeed>().TryOpen(workspace!)!;
        (await server.PostAsync($"/api/trunks/{trunk}/resume")).Json["dialling"]!["state"]!.GetValue<string>().ShouldBe("open");
        (await watch.Events.ReadAsync().AsTask().WaitAsync(Eventually.Patience)).ShouldSatisfyAllConditions(told => told.Event.ShouldBe("trunk.resumed"), told => told.TrunkId.ShouldBe(trunk));
        (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("its-turn-comes");
        (await server.PostAsync("/api/trunks/000000000000000000000000/resume")).ShouldBeProblem(HttpStatusCode.NotFound, "trunk-not-found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_circuit_breaker_has_settings_that_are_checked(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("trunks", TestSettings.Trunk);

        (await server.PatchAsync($"/api/trunks/{id}", """{"circuitBreaker": {"failureRate": 0}}""")).ShouldRefuse("/circuitBreaker/failureRate");
        (await server.PatchAsync($"/api/trunks/{id}", """{"circuitBreaker": {"invalidNumbers": -1}}""")).ShouldRefuse("/circuitBreaker/invalidNumbers");
        (await server.PatchAsync($"/api/trunks/{id}", """{"circuitBreaker": {"minCalls": 20}}""")).ShouldBe(HttpStatusCode.OK);

        var breaker = (await server.GetAsync($"/api/trunks/{id}")).Json["circuitBreaker"]!;
        (breaker["minCalls"]!.GetValue<int>(), breaker["windowSeconds"]!.GetValue<int>()).ShouldBe((20, 120));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_trunk_that_is_changed_waits_no_longer_for_its_next_place_than_its_new_limit_has_it(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CreateAsync("trunks", TestSettings.Trunk);
        var before = Now();
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE trunks SET next_dial_at = @far", new { far = before + 3_600_000.0 }));

        (await server.PatchAsync($"/api/trunks/{id}", """{"callsPerSecond": 0.1}""")).ShouldBe(HttpStatusCode.OK);

        (await server.Database.ReadAsync(session => session.ScalarAsync<double>("SELECT next_dial_at FROM trunks"))).ShouldBeInRange(before + 10_000, Now() + 15_000);

        static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
