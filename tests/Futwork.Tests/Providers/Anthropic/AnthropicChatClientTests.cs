using System.Text.Json;
using Futwork.Providers.Anthropic;
using Futwork.Providers.Models;
using Futwork.Simulator.Anthropic;
using Futwork.Simulator.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.Anthropic;

public sealed class AnthropicChatClientTests : MindConformance
{
    [Fact]
    public async Task Sends_what_the_protocol_asks_for()
    {
        Server.ApiKey = "secret";
        Server.Enqueue(FakeReply.Text("Yes."));

        await StreamAsync(new ChatOptions { Temperature = 1.4f, MaxOutputTokens = 300, Tools = [Tool("end_call")] }, key: "secret");

        JsonElement body = Server.Requests[0];
        body.GetProperty("model").GetString().ShouldBe("small");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(300);
        body.GetProperty("temperature").GetDouble().ShouldBe(1);
        body.GetProperty("system")[0].GetProperty("text").GetString().ShouldBe("Be brief.");
        body.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content")[0].GetProperty("text").GetString()))
            .ShouldBe([("user", "Hello?")]);
        body.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe("end_call");
        body.GetProperty("tools")[0].GetProperty("input_schema").GetProperty("type").GetString().ShouldBe("object");
    }

    [Fact]
    public async Task The_result_of_a_tool_follows_its_use_as_the_first_block_of_the_persons_message()
    {
        Server.Enqueue(FakeReply.Text("Done."));

        await Client().GetResponseAsync([.. WithToolResult(), new ChatMessage(ChatRole.User, "Well?")]);

        JsonElement sent = Server.Requests[0].GetProperty("messages");
        sent[1].GetProperty("content")[0].GetProperty("input").GetRawText().ShouldBe("""{"id":5}""");
        sent[2].GetProperty("role").GetString().ShouldBe("user");
        sent[2].GetProperty("content")[0].GetProperty("tool_use_id").GetString().ShouldBe("call_7");
        sent[2].GetProperty("content")[1].GetProperty("text").GetString().ShouldBe("Well?");
        sent.GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task A_schema_is_sent_as_the_one_tool_to_use()
    {
        Server.Enqueue(Structured("outcome", "{}"));

        await Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hello?")], BySchema());

        Server.Requests[0].GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"tool","name":"outcome"}""");
        Server.Requests[0].GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe("outcome");
    }

    [Fact]
    public async Task A_model_that_cannot_be_forced_to_use_a_tool_is_asked_to()
    {
        Server.Enqueue(new FakeReply { Status = 400, Body = """{"error":{"message":"tool_choice: forced tool use is not supported for this model."}}""" });
        Server.Enqueue(Structured("outcome", """{"a":1}""") with { Tokens = ["Here it is:"] });

        ChatResponse response = await Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hello?")], BySchema());

        response.Text.ShouldBe("""{"a":1}""");
        Server.Requests[1].TryGetProperty("tool_choice", out _).ShouldBeFalse();
    }

    protected override async Task<FakeModelServer> StartAsync() => await FakeAnthropicServer.StartAsync();

    protected override IChatClient Create(ModelServer server, TimeProvider time) => new AnthropicChatClient(Http, server, time);

    protected override FakeReply Structured(string name, string json) => new() { ToolCall = (name, json) };
}
