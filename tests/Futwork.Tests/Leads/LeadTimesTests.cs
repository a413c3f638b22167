using System.Net;
using Futwork.Outcomes;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Leads;

/// <summary>When a lead may be called by its own word: not before, not from then on, and where the person is.</summary>
public sealed class LeadTimesTests(PostgresServer postgres) : ApiTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 6, 30, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_waits_for_its_time_and_expires_when_that_is_over(string engine)
    {
        var time = new FakeTime(Noon);
        var server = await StartAsync(engine, services => services.AddSingleton<TimeProvider>(time));
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        var lead = await server.LeadAsync(campaign,
            """{"recipientPhoneNumber": "9999789877", "recipientData": {}, "priority": 9, "notBefore": "2026-01-15T18:00:00+05:30", "expiresAt": "2026-01-15T19:00:00+05:30"}""");

        var shown = (await server.GetAsync($"/api/leads/{lead}")).Json;
        (shown["priority"]!.GetValue<int>(), shown["dueAt"]!.GetValue<DateTimeOffset>(), shown["expiresAt"]!.GetValue<DateTimeOffset>()).ShouldBe((9, Noon.AddHours(6), Noon.AddHours(7)));
        var waiting = (await server.GetAsync($"/api/leads/{lead}/explain")).Json;
        waiting["reasons"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>().ShouldBe("not-before");
        waiting["earliestCallAt"]!.GetValue<DateTimeOffset>().ShouldBe(Noon.AddHours(6));

        time.Advance(TimeSpan.FromHours(7) - TimeSpan.FromMilliseconds(1));
        (await ReasonAsync(server, lead)).ShouldBe("its-turn-comes");
        time.Advance(1);
        (await ReasonAsync(server, lead)).ShouldBe("expired");
        var over = (await server.GetAsync($"/api/leads/{lead}")).Json;
        (over["status"]!.GetValue<string>(), over["outcome"]!.GetValue<string>()).ShouldBe(("canceled", "expired"));
    }

    [Theory]
    [InlineData("\"priority\": 10", "/priority")]
    [InlineData("\"priority\": \"high\"", "/priority")]
    [InlineData("\"notBefore\": \"2026-12-01T09:00\"", "/notBefore")]
    [InlineData("\"notBefore\": 1767225600", "/notBefore")]
    [InlineData("\"expiresAt\": \"2026-01-01T00:00:00Z\"", "/expiresAt")]
    [InlineData("\"expiresAt\": \"2099-01-01T00:00:00Z\", \"notBefore\": \"2099-01-01T00:00:00Z\"", "/expiresAt")]
    public async Task What_cannot_be_is_refused(string more, string pointer)
    {
        var server = await StartAsync("sqlite");
        var campaign = await server.CampaignAsync();

        (await server.PostAsync($"/api/campaigns/{campaign}/leads", $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {}, {{more}}}""")).ShouldRefuse(pointer);
        var batch = (await server.PostAsync($"/api/campaigns/{campaign}/leads/batch", $$"""{"leads": [{"recipientPhoneNumber": "9999789877", "recipientData": {}, {{more}}}]}""")).Json;
        batch["results"]![0]!["problem"]!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe(pointer);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_timezone_that_is_not_known_is_refused_with_the_one_that_was_meant(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync("""{"timezoneField": "tz", "windowsIn": "person"}""");
        Task<Answer> PushAsync(string data) => server.PostAsync($"/api/campaigns/{campaign}/leads", $$"""{"recipientPhoneNumber": "9999789877", "recipientData": {{data}}}""");

        (await PushAsync("""{"tz": "America/Denvr"}""")).ShouldRefuse("/recipientData/tz")["message"]!.GetValue<string>().ShouldContain("Did you mean 'America/Denver'?");
        (await PushAsync("""{"tz": "UTC+5"}""")).ShouldRefuse("/recipientData/tz")["message"]!.GetValue<string>().ShouldContain("such as Asia/Kolkata");
        (await PushAsync("""{"tz": 5}""")).ShouldRefuse("/recipientData/tz");
        foreach (var good in new[] { """{"tz": "America/Denver"}""", """{"tz": ""}""", """{"tz": null}""", "{ }" })
            (await PushAsync(good)).ShouldBe(HttpStatusCode.Created);
    }

    private static async Task<string> ReasonAsync(TestServer server, string lead)
    {
        await server.Services.GetRequiredService<CampaignClock>().LookAsync(CancellationToken.None);
        return (await server.GetAsync($"/api/leads/{lead}/explain")).Json["reasons"]![0]!["code"]!.GetValue<string>();
    }
}
