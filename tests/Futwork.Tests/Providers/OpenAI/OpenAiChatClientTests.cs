using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Providers.OpenAI;
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

    protected override async Task<FakeModelServer> StartAsync() => await FakeOpenAiServer.StartAsync();

    protected override IChatClient Create(ModelServer server, TimeProvider time) => new OpenAiChatClient(Http, server, time);

    protected override FakeReply Structured(string name, string json) => FakeReply.Text(json);
}
