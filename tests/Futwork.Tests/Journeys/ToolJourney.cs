using System.Text.Json.Nodes;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Futwork.Tests.Journeys;

/// <summary>A lead called by an agent whose model looks something up on the client's own server in the middle of the call.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class ToolJourney(SqliteCalls calls)
{
    [Fact]
    public async Task A_model_asks_the_clients_server_during_the_call_and_speaks_of_the_answer()
    {
        await using var client = await LoopbackEndpoint.StartAsync(context => context.Response.WriteAsync("""{"free":["friday at nine"]}"""));
        await using var model = await FakeOpenAiServer.StartAsync();
        model.Enqueue(FakeReply.Text("Let me look.") with { ToolCall = ("free_slots", """{"month":"november"}""") });
        model.Enqueue(FakeReply.Text("Friday at nine is free. Shall I book it for you?"));
        model.Enqueue(FakeReply.Text("I understand. Goodbye!") with { ToolCall = ("end_call", """{"disposition":"declined"}""") });
        model.Enqueue(FakeReply.Text("""{"summary":"Does not want a check.","disposition":{"value":"declined","quote":"not interested","confidence":0.95},"fields":{}}"""));

        var journey = await calls.CallAsync(Agent(model.BaseUrl, client.Url), "9999789713", """{"customer_name":"Asha Rao","customer_id":"A 17"}""");
        var post = await client.NextAsync();

        journey.Transcript.ShouldContain("Friday at nine is free.", customMessage: journey.Story);
        post.Target.ShouldBe("/hook?customer=A%2017");
        post.Headers["authorization"].ShouldBe("Bearer client-key");
        post.Body.ShouldBe("""{"month":"november"}""");
        var shown = model.Requests[1].GetProperty("messages").EnumerateArray().Last();
        shown.GetProperty("role").GetString().ShouldBe("tool");
        shown.GetProperty("content").GetString().ShouldBe("""{"free":["friday at nine"]}""");
        var call = (await calls.Server.GetAsync($"/api/calls/{journey.Webhook.GetProperty("callSid").GetString()}")).Json;
        call["toolCalls"]![0]!["name"]!.GetValue<string>().ShouldBe("free_slots");
        call["toolCalls"]![0]!["result"]!.ToJsonString().ShouldContain("friday at nine");
    }

    private static JsonObject Agent(Uri baseUrl, string clientUrl)
    {
        var agent = new JsonObject
        {
            ["variables"] = new JsonArray(new JsonObject { ["name"] = "customer_name" }, new JsonObject { ["name"] = "customer_id" }),
            ["prompt"] = new JsonObject
            {
                ["instructions"] = "You call {{customer_name}}. Offer a health check.",
                ["greeting"] = "Hello! Am I speaking with {{customer_name}}?",
                ["baseUrl"] = baseUrl.AbsoluteUri,
                ["model"] = "scripted",
            },
            ["dispositions"] = new JsonArray(new JsonObject { ["name"] = "declined" }),
            // A reply thought of ahead and dropped would use up one of the script's.
            ["turns"] = new JsonObject { ["preemptiveReplies"] = false },
        };
        agent["tools"] = new JsonArray(new JsonObject
        {
            ["type"] = "http",
            ["name"] = "free_slots",
            ["description"] = "Looks up when a health check is possible.",
            ["parameters"] = JsonNode.Parse("""{"type":"object","properties":{"month":{"type":"string"}},"required":["month"]}"""),
            ["http"] = new JsonObject
            {
                ["url"] = clientUrl + "?customer={{customer_id}}",
                ["headers"] = new JsonArray(new JsonObject { ["name"] = "Authorization", ["secret"] = "Bearer client-key" }),
            },
        });
        return agent;
    }
}
