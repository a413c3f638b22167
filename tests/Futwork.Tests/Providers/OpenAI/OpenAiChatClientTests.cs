using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Providers.OpenAI;
using Futwork.Realtime.Engines;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.OpenAI;

public sealed class OpenAiChatClientTests : MindConformance
{
    [Fact]
    public async Task Sends_what_the_protocol_asks_for()
    {
        Server.ApiKey = "secret";
        Server.Enqueue(FakeReply.Text("Yes."));

        await StreamAsync(new ChatOptions { Temperature = 0.4f, MaxOutputTokens = 300, Tools = [Tool("end_call")] }, key: "secret");

        JsonElement body = Server.Requests[0];
        body.GetProperty("model").GetString().ShouldBe("small");
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        body.GetProperty("temperature").GetDouble().ShouldBe(0.4);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(300);
        body.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content").GetString()))
            .ShouldBe([("system", "Be brief."), ("user", "Hello?")]);
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("end_call");
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("type").GetString().ShouldBe("object");
    }

    [Fact]
    public async Task Sends_calls_and_results_of_tools_back()
    {
        Server.Enqueue(FakeReply.Text("Done."));

        await Client().GetResponseAsync(WithToolResult());

        JsonElement sent = Server.Requests[0].GetProperty("messages");
        sent[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"id":5}""");
        sent[2].GetProperty("role").GetString().ShouldBe("tool");
        sent[2].GetProperty("tool_call_id").GetString().ShouldBe("call_7");
        sent[2].GetProperty("content").GetString().ShouldBe("found");
    }

    [Fact]
    public async Task A_schema_is_sent_as_the_format_of_the_response()
    {
        Server.Enqueue(FakeReply.Text("{}"));

        await Client().GetResponseAsync([new ChatMessage(ChatRole.User, "Hello?")], BySchema());

        JsonElement format = Server.Requests[0].GetProperty("response_format");
        format.GetProperty("type").GetString().ShouldBe("json_schema");
        format.GetProperty("json_schema").GetProperty("name").GetString().ShouldBe("outcome");
        format.GetProperty("json_schema").GetProperty("schema").GetProperty("type").GetString().ShouldBe("object");
    }

    [Theory]
    [InlineData("""{"error":{"message":"This response_format type is unavailable now"}}""")]
    [InlineData("""{"error":{"message":"'response_format.type' : value is not one of the allowed values ['text','json_object']"}}""")]
    public async Task A_server_that_knows_no_schemas_is_asked_without(string refusal)
    {
        Server.Enqueue(new FakeReply { Status = 400, Body = refusal });
        Server.Enqueue(FakeReply.Text("{}"));

        (await Client().GetResponseAsync(Question, BySchema())).Text.ShouldBe("{}");

        Server.Requests.Select(r => r.TryGetProperty("response_format", out _)).ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_model_that_has_another_name_for_the_limit_is_told_it_by_that()
    {
        Server.Enqueue(new FakeReply
        {
            Status = 400,
            Body = """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}""",
        });
        Server.Enqueue(FakeReply.Text("Yes."));

        (await Client().GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 300 })).Text.ShouldBe("Yes.");

        Server.Requests.Select(r => r.TryGetProperty("max_tokens", out _)).ShouldBe([true, false]);
        Server.Requests[1].GetProperty("max_completion_tokens").GetInt32().ShouldBe(300);
    }

    [Fact]
    public async Task A_limit_that_the_agent_says_by_its_other_name_stays()
    {
        Server.Enqueue(new FakeReply { Status = 400, Body = """{"error":{"message":"Use 'max_completion_tokens' instead of 'max_tokens'."}}""" });
        Server.Enqueue(FakeReply.Text("Yes."));
        var server = new ModelServer(Server.BaseUrl, null, "small") { ExtraBody = JsonElement.Parse("""{"max_completion_tokens":500}""") };
        using var client = new OpenAiChatClient(Http, server);

        await client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 300 });

        Server.Requests[1].TryGetProperty("max_tokens", out _).ShouldBeFalse();
        Server.Requests[1].GetProperty("max_completion_tokens").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task A_limit_that_is_too_high_for_the_model_is_a_refusal_and_is_told()
    {
        Server.Enqueue(new FakeReply { Status = 400, Body = """{"error":{"message":"max_tokens is too large: 300."}}""" });

        (await Should.ThrowAsync<ModelException>(() => Client().GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 300 }))).Message.ShouldContain("too large");
    }

    protected override async Task<FakeModelServer> StartAsync() => await FakeOpenAiServer.StartAsync();

    protected override IChatClient Create(ModelServer server, TimeProvider time) => new OpenAiChatClient(Http, server, time);

    protected override FakeReply Structured(string name, string json) => FakeReply.Text(json);
}
