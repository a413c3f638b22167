using System.Net;
using Futwork.Outcomes;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Campaigns;

/// <summary>Campaigns with a first and a last moment, as their client sees them.</summary>
public sealed class CampaignDatesTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 30, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_waits_for_its_first_moment_and_is_completed_at_its_last(string engine)
    {
        var (server, time) = await StartAtNoonAsync(engine);
        var campaign = await server.CampaignAsync("""{"timezone": "Asia/Kolkata", "startsAt": "2026-01-16T09:00", "endsAt": "2026-01-16T18:00"}""");
        var lead = await server.LeadAsync(campaign);

        (await server.PostAsync($"/api/campaigns/{campaign}/start")).Text("status").ShouldBe("scheduled");
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).Text("status").ShouldBe("scheduled");
        var waiting = await ExplainAsync(server, lead);
        waiting["reasons"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>().ShouldBe("campaign-not-started");
        waiting["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(DateTimeOffset.Parse("2026-01-16T03:30:00Z"));

        time.Advance(TimeSpan.FromHours(21) - TimeSpan.FromMilliseconds(1));
        (await StatusAsync(server, campaign)).ShouldBe("scheduled");
        time.Advance(1);
        (await StatusAsync(server, campaign)).ShouldBe("running");
        (await ExplainAsync(server, lead))["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("its-turn-comes");

        time.Advance(TimeSpan.FromHours(9));
        (await StatusAsync(server, campaign)).ShouldBe("completed");
        var over = (await server.GetAsync($"/api/leads/{lead}")).Json;
        (over["status"]!.GetValue<string>(), over["outcome"]!.GetValue<string>()).ShouldBe(("canceled", "expired"));
        (await ExplainAsync(server, lead))["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("campaign-ended");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Other_dates_hold_at_once_and_an_end_that_has_passed_is_refused(string engine)
    {
        var (server, _) = await StartAtNoonAsync(engine);
        var at = $"/api/campaigns/{await server.CampaignAsync()}";
        (await server.PostAsync($"{at}/start")).Text("status").ShouldBe("running");

        (await server.PatchAsync(at, """{"startsAt": "2026-01-15T06:30:00.001Z"}""")).Text("status").ShouldBe("scheduled");
        (await server.PostAsync($"{at}/pause")).Text("status").ShouldBe("paused");
        (await server.PatchAsync(at, """{"endsAt": "2025-01-16T18:00:00Z", "startsAt": null}""")).ShouldRefuse("/endsAt");
        (await server.PostAsync($"{at}/resume")).Text("status").ShouldBe("scheduled");
        (await server.PatchAsync(at, """{"startsAt": "2026-01-15T06:30:00Z"}""")).Text("status").ShouldBe("running");
        (await server.PatchAsync(at, """{"endsAt": "2026-01-15T06:30:00Z", "startsAt": null}""")).ShouldRefuse("/endsAt");
        (await server.PatchAsync(at, """{"endsAt": "2026-01-15T06:30:01Z", "startsAt": null}""")).Text("status").ShouldBe("running");
    }

    [Theory]
    [InlineData("""{"endsAt": "9999-12-31T23:59", "timezone": "America/New_York"}""", "/endsAt")]
    [InlineData("""{"endsAt": "9999-12-31T23:59:59-05:00"}""", "/endsAt")]
    [InlineData("""{"restricted": [{"from": "2026-12-31T00:00", "to": "9999-12-31T23:59"}]}""", "/restricted/0/to")]
    public async Task A_moment_at_the_end_of_the_calendar_is_refused(string settings, string pointer)
    {
        var (server, _) = await StartAtNoonAsync("sqlite");
        var at = $"/api/campaigns/{await server.CampaignAsync()}";

        (await server.PatchAsync(at, settings)).ShouldRefuse(pointer);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_is_put_off_begins_with_no_quiet_behind_it(string engine)
    {
        var (server, time) = await StartAtNoonAsync(engine);
        var campaign = await server.CampaignAsync("""{"completeAfterMinutes": 60}""");
        (await server.PostAsync($"/api/campaigns/{campaign}/start")).Text("status").ShouldBe("running");
        (await server.PostAsync($"/api/leads/{await server.LeadAsync(campaign)}/cancel")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(server, campaign)).ShouldBe("running");

        (await server.PatchAsync($"/api/campaigns/{campaign}", """{"startsAt": "2026-01-16T06:30:00Z"}""")).Text("status").ShouldBe("scheduled");
        time.Advance(TimeSpan.FromDays(1));

        (await StatusAsync(server, campaign)).ShouldBe("running");
        time.Advance(TimeSpan.FromMinutes(61));
        (await StatusAsync(server, campaign)).ShouldBe("completed");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_copy_has_the_settings_and_neither_leads_nor_dates_that_are_over(string engine)
    {
        var (server, time) = await StartAtNoonAsync(engine);
        var original = await server.CampaignAsync("""{"name": "Winter", "maxConcurrentCalls": 7, "endsAt": "2026-01-16T06:30:00Z"}""");
        await server.LeadAsync(original);
        (await server.PostAsync($"/api/campaigns/{original}/duplicate")).ShouldBe(HttpStatusCode.Created).Json["endsAt"].ShouldNotBeNull();

        time.Advance(TimeSpan.FromDays(2));
        var copy = (await server.PostAsync($"/api/campaigns/{original}/duplicate")).ShouldBe(HttpStatusCode.Created);

        (copy.Text("name"), copy.Text("status"), copy.Json["maxConcurrentCalls"]!.GetValue<int>()).ShouldBe(("Winter (copy)", "draft", 7));
        copy.Json["endsAt"].ShouldBeNull();
        copy.Id.ShouldNotBe(original);
        (await server.GetAsync($"/api/campaigns/{copy.Id}/leads")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    private async Task<(TestServer Server, FakeTime Time)> StartAtNoonAsync(string engine)
    {
        var time = new FakeTime(Noon);
        return (await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time)), time);
    }

    private static async Task<string> StatusAsync(TestServer server, string campaign)
    {
        await server.Services.GetRequiredService<CampaignClock>().LookAsync(CancellationToken.None);
        return (await server.GetAsync($"/api/campaigns/{campaign}")).Text("status");
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ExplainAsync(TestServer server, string lead) =>
        (await server.GetAsync($"/api/leads/{lead}/explain")).Json;
}
