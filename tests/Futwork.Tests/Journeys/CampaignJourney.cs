using System.Net;
using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;
using Futwork.Simulator.Personas;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A whole campaign as its client walks it: leads in, a number twice, one for later, how far it is, and its end.</summary>
[Collection(RealTime.Name), Trait("kind", "journey")]
public sealed class CampaignJourney
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_campaign_is_followed_from_its_first_lead_to_its_end_and_no_lead_ends_silently()
    {
        var file = Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db");
        await using var platform = await Platform.StartAsync(file);
        var campaign = await platform.CampaignAsync(DemoAgent.Definition(), new JsonObject { ["duplicates"] = "skip", ["startsAt"] = "2026-01-01T00:00:00Z" });
        var busy = $"99997898{PersonaBook.BuiltIn().Personas.First(persona => persona.Name == "busy").Number}";

        var called = await platform.PushAsync(busy, PersonaCalls.RecipientData, campaign);
        await called.Final.WaitAsync(Patience);
        called.Statuses.ShouldBe(["busy"]);
        var again = await platform.Server.PostAsync($"/api/campaigns/{campaign}/leads", $$"""{"recipientPhoneNumber": "{{busy}}", "recipientData": {"customer_name": "Asha"} }""");
        (again.Status, again.Text("status"), again.Text("leadId")).ShouldBe((HttpStatusCode.OK, "skipped", called.LeadId));

        var later = await platform.PushAsync("9999789999", """{"customer_name": "Ravi"}, "priority": 3, "notBefore": "2099-01-01T00:00:00Z" """, campaign);
        var why = (await platform.Server.GetAsync($"/api/leads/{later.LeadId}/explain")).Json;
        why["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("not-before");
        why["earliestCallAt"]!.GetValue<DateTimeOffset>().Year.ShouldBe(2099);

        var progress = (await platform.Server.GetAsync($"/api/campaigns/{campaign}/progress")).Json;
        string[] names = ["total", "waiting", "due", "inCall", "done", "incoming", "calls", "answered"];
        names.Select(name => progress[name]!.GetValue<int>()).ShouldBe([2, 1, 0, 0, 1, 0, 1, 0]);
        progress["outcomes"]!.ToJsonString().ShouldBe("""{"busy":1}""");
        progress["callsPerHour"]!.GetValue<double>().ShouldBeGreaterThan(0);

        (await platform.Server.PostAsync($"/api/campaigns/{campaign}/complete")).Text("status").ShouldBe("completed");
        await later.Final.WaitAsync(Patience);

        later.Statuses.ShouldBe(["canceled"]);
        later.SignatureProblems.ShouldBeEmpty();
        later.Telephony.GetProperty("hangupReason").GetString().ShouldBe("Campaign completed");
        (await platform.Server.GetAsync($"/api/campaigns/{campaign}/progress")).Json["outcomes"]!.ToJsonString().ShouldBe("""{"busy":1,"expired":1}""");
        (await platform.Server.PostAsync($"/api/campaigns/{campaign}/redial", """{"outcomes": ["busy"]}""")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-completed");
    }

    [Fact]
    public async Task Who_was_not_reached_is_tried_again_when_they_like_and_when_all_is_over_in_a_campaign_that_follows()
    {
        var file = Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db");
        await using var platform = await Platform.StartAsync(file);
        var retry = """{"maxAttempts": 2, "gapSeconds": 60, "bestTime": {"on": ["busy"], "field": "best_time", "mostDelaySeconds": 1209600}}""";
        var campaign = await platform.CampaignAsync(DemoAgent.Definition(), new JsonObject { ["retry"] = JsonNode.Parse(retry), ["completeAfterMinutes"] = 60 });
        var busy = $"99997898{PersonaBook.BuiltIn().Personas.First(persona => persona.Name == "busy").Number}";

        var called = await platform.PushAsync(busy, """{"customer_name": "Asha", "place": "Pune", "best_time": "sat-sun 10:00-12:00"}""", campaign);
        await called.Final.WaitAsync(Patience);
        var why = (await platform.Server.GetAsync($"/api/leads/{called.LeadId}/explain")).Json["reasons"]![0]!;
        why["code"]!.GetValue<string>().ShouldBe("not-due");
        why["facts"]!["retryPlan"]!["by"]!.GetValue<string>().ShouldBe("lead", why.ToJsonString());
        var there = why["until"]!.GetValue<DateTimeOffset>().ToOffset(TimeSpan.FromHours(5.5));
        (there.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, there.Hour is 10 or 11).ShouldBe((true, true), why.ToJsonString());

        await platform.Server.PostAsync($"/api/campaigns/{campaign}/complete");
        var next = (await platform.Server.PostAsync($"/api/campaigns/{campaign}/duplicate")).ShouldBe(HttpStatusCode.Created).Id;
        var answer = (await platform.Server.PostAsync($"/api/campaigns/{campaign}/redial", $$"""{"outcomes": ["expired"], "into": "{{next}}"}""")).ShouldBe(HttpStatusCode.OK);
        answer.Json["redialed"]!.GetValue<int>().ShouldBe(1, answer.Body);
        (await platform.Server.PostAsync($"/api/campaigns/{next}/start")).ShouldBe(HttpStatusCode.OK);
        var lead = (await platform.Server.GetAsync($"/api/campaigns/{next}/leads")).Json["data"]![0]!;
        lead["redialOf"]!.GetValue<string>().ShouldBe(called.LeadId);
        await platform.Of(lead["leadId"]!.GetValue<string>()).Final.WaitAsync(Patience);
        var again = (await platform.Server.GetAsync($"/api/leads/{lead["leadId"]}")).Json;
        (again["outcome"]!.GetValue<string>(), again["attempts"]!.GetValue<int>()).ShouldBe(("busy", 1));
    }
}
