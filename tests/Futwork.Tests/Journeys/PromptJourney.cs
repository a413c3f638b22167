using System.Text.Json.Nodes;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A lead called by an agent with a prompt, whose model is a server that speaks OpenAI's published protocol by a script.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class PromptJourney(SqliteCalls calls)
{
    [Fact]
    public async Task A_model_leads_the_conversation_ends_the_call_and_names_its_outcome()
    {
        await using var model = await FakeOpenAiServer.StartAsync();
        model.ApiKey = "model-key";
        model.Enqueue(FakeReply.Text("Your health check is due. Shall I book it for you?"));
        model.Enqueue(FakeReply.Text("I understand. Goodbye!") with { ToolCall = ("end_call", "{}") });
        model.Enqueue(FakeReply.Text("""{"summary":"Does not want a check.","disposition":{"value":"declined","quote":"not interested","confidence":0.95},"fields":{"interested":{"value":false,"quote":"not interested","confidence":0.9},"day":{"value":null,"quote":"","confidence":0}}}"""));

        var journey = await calls.CallAsync(Agent(model.BaseUrl), "9999789713", """{"customer_name":"Asha Rao"}""");

        journey.Disposition.ShouldBe("declined", journey.Story);
        journey.Webhook.GetProperty("extractedData").GetRawText().ShouldBe("""{"interested":false,"day":null}""");
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe("end_call_tool");
        journey.Transcript.ShouldStartWith("assistant: Hello! Am I speaking with Asha Rao?\nuser: yes speaking\nassistant: Your health check is due.");
        model.Requests[0].GetProperty("messages")[0].GetProperty("content").GetString()!.ShouldContain("You call Asha Rao.");
    }

    private static JsonObject Agent(Uri baseUrl) => new()
    {
        ["variables"] = new JsonArray(new JsonObject { ["name"] = "customer_name" }),
        ["prompt"] = new JsonObject
        {
            ["instructions"] = "You call {{customer_name}}. Offer a health check.",
            ["greeting"] = "Hello! Am I speaking with {{customer_name}}?",
            ["baseUrl"] = baseUrl.AbsoluteUri,
            ["apiKey"] = "model-key",
            ["model"] = "scripted",
        },
        // A reply thought of ahead and dropped would use up one of the script's.
        ["turns"] = new JsonObject { ["preemptiveReplies"] = false },
        ["dispositions"] = new JsonArray(new JsonObject { ["name"] = "declined" }, new JsonObject { ["name"] = "booked" }),
        ["extraction"] = new JsonArray(new JsonObject { ["name"] = "interested", ["type"] = "boolean" }, new JsonObject { ["name"] = "day", ["type"] = "date" }),
    };
}
