using System.Text.Json.Nodes;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A person in New York, called by a campaign of India, who asks to be called back at five: first in three weeks, when that is over, and then tomorrow.</summary>
[Collection(RealTime.Name), Trait("kind", "journey")]
public sealed class CallbackJourney
{
    [Fact]
    public async Task Five_o_clock_is_five_o_clock_where_the_person_is()
    {
        var newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var there = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), newYork).Date.AddDays(1).AddHours(17);
        var due = new DateTimeOffset(there, newYork.GetUtcOffset(there));
        await using var model = await FakeOpenAiServer.StartAsync();
        model.Enqueue(FakeReply.Text("Let me note that.") with { ToolCall = ("schedule_callback", $$"""{"when":"{{there.AddDays(20):yyyy-MM-dd'T'HH:mm}}"}""") });
        model.Enqueue(FakeReply.Text("That is too late for us.") with { ToolCall = ("schedule_callback", $$"""{"when":"{{there:yyyy-MM-dd'T'HH:mm}}"}""") });
        model.Enqueue(FakeReply.Text("Tomorrow at five, then. Goodbye!") with { ToolCall = ("end_call", """{"disposition":"later"}""") });
        model.Enqueue(FakeReply.Text("""{"summary":"Wants to be called back.","disposition":{"value":"later","quote":"not interested","confidence":0.5},"fields":{}}"""));
        await using var platform = await Platform.StartAsync(Path.Combine(Path.GetTempPath(), $"futwork-{Guid.NewGuid():n}.db"));
        var campaign = await platform.CampaignAsync(
            Agent(model.BaseUrl), new JsonObject { ["timezone"] = "Asia/Kolkata", ["windowsIn"] = "person", ["endsAt"] = $"{due.AddDays(10):yyyy-MM-dd'T'HH:mm}" });

        var journey = await platform.PushAsync("+12125559713", """{"customer_name": "Ann"}""", campaign);
        await journey.Final.WaitAsync(TimeSpan.FromMinutes(1));

        model.Requests[0].GetProperty("messages")[0].GetProperty("content").GetString()!.ShouldContain("Where the person is (America/New_York) it is ");
        model.Requests[1].GetRawText().ShouldContain("is too late: from ");
        var lead = (await platform.Server.GetAsync($"/api/leads/{journey.LeadId}")).Json;
        (lead["status"]!.GetValue<string>(), lead["dueAt"]!.GetValue<DateTimeOffset>()).ShouldBe(("queued", due), journey.Story);
        var why = (await platform.Server.GetAsync($"/api/leads/{journey.LeadId}/explain")).Json["reasons"]![0]!;
        why["message"]!.GetValue<string>().ShouldEndWith("because the person asked to be called back then.");
    }

    private static JsonObject Agent(Uri model) => new()
    {
        ["variables"] = new JsonArray(new JsonObject { ["name"] = "customer_name" }),
        ["prompt"] = new JsonObject
        {
            ["instructions"] = "You call {{customer_name}}. Offer a health check.",
            ["greeting"] = "Hello! Am I speaking with {{customer_name}}?",
            ["baseUrl"] = model.AbsoluteUri,
            ["model"] = "scripted",
        },
        ["dispositions"] = new JsonArray(new JsonObject { ["name"] = "later" }),
        ["tools"] = new JsonArray(new JsonObject { ["type"] = "schedule_callback" }),
        ["turns"] = new JsonObject { ["preemptiveReplies"] = false },
    };
}
