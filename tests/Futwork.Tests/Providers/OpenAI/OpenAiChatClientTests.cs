using System.Net;
using System.Text.Json;
using Futwork.Providers.OpenAI;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.OpenAI;

public sealed class OpenAiChatClientTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello?")];

    private readonly HttpClient _http = new();
    private readonly FakeTime _time = new();
    private FakeOpenAiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeOpenAiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Streams_the_answer_token_by_token()
    {
        _server.Enqueue(FakeReply.Text("Hello, how are you?"));

        List<ChatResponseUpdate> updates = await StreamAsync();

        updates.Select(u => u.Text).Where(t => t.Length > 0).ShouldBe(["Hello,", " how", " are", " you?"]);
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Sends_what_the_protocol_asks_for()
    {
        _server.ApiKey = "secret";
        _server.Enqueue(FakeReply.Text("Yes."));

        await StreamAsync(new ChatOptions { Temperature = 0.4f, MaxOutputTokens = 300, Tools = [EndCall()] }, key: "secret");

        JsonElement body = _server.Requests[0];
        body.GetProperty("model").GetString().ShouldBe("small");
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        body.GetProperty("temperature").GetDouble().ShouldBe(0.4);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(300);
        body.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content").GetString()))
            .ShouldBe([("system", "Be brief."), ("user", "Hello?")]);
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("end_call");
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("type").GetString().ShouldBe("object");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Puts_tool_calls_together(bool streamed)
    {
        _server.Enqueue(FakeReply.Text("Goodbye.") with { ToolCall = ("end_call", """{"disposition":"interested"}""") });

        IEnumerable<AIContent> contents = streamed
            ? (await StreamAsync()).SelectMany(u => u.Contents)
            : (await Client().GetResponseAsync(Question)).Messages[0].Contents;

        FunctionCallContent call = contents.OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.Name.ShouldBe("end_call");
        call.CallId.ShouldBe("call_1");
        call.Arguments!["disposition"].ShouldBeOfType<JsonElement>().GetString().ShouldBe("interested");
    }

    [Fact]
    public async Task Sends_calls_and_results_of_tools_back()
    {
        _server.Enqueue(FakeReply.Text("Done."));
        ChatMessage[] messages =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("call_7", "look_up", new Dictionary<string, object?> { ["id"] = 5 })]),
            new(ChatRole.Tool, [new FunctionResultContent("call_7", "found")]),
        ];

        await Client().GetResponseAsync(messages);

        JsonElement sent = _server.Requests[0].GetProperty("messages");
        sent[0].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"id":5}""");
        sent[1].GetProperty("role").GetString().ShouldBe("tool");
        sent[1].GetProperty("tool_call_id").GetString().ShouldBe("call_7");
        sent[1].GetProperty("content").GetString().ShouldBe("found");
    }

    [Fact]
    public async Task Asks_for_a_whole_answer_by_a_schema()
    {
        _server.Enqueue(FakeReply.Text("""{"a":1}"""));
        JsonElement schema = JsonSerializer.SerializeToElement(new { type = "object" });

        ChatResponse response = await Client().GetResponseAsync(Question, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "outcome") });

        response.Text.ShouldBe("""{"a":1}""");
        response.Usage!.TotalTokenCount.ShouldBe(11);
        JsonElement format = _server.Requests[0].GetProperty("response_format");
        format.GetProperty("type").GetString().ShouldBe("json_schema");
        format.GetProperty("json_schema").GetProperty("name").GetString().ShouldBe("outcome");
        format.GetProperty("json_schema").GetProperty("schema").GetProperty("type").GetString().ShouldBe("object");
    }

    [Theory]
    [InlineData(401, "", "API key")]
    [InlineData(404, """{"error":{"message":"The model `small` does not exist"}}""", "knows no model 'small'")]
    [InlineData(404, """{"error":{"message":"The model `small` does not exist"}}""", "It says: The model `small` does not exist")]
    [InlineData(429, """{"error":{"message":"Rate limit reached"}}""", "asks to wait 7 s")]
    [InlineData(400, """{"detail":"messages is too long"}""", "It says: messages is too long")]
    [InlineData(503, "<html>", "failed (503)")]
    public async Task A_refusal_says_what_is_wrong(int status, string body, string message)
    {
        _server.Enqueue(new FakeReply { Status = status, Body = body, RetryAfterSeconds = status == 429 ? 7 : null });

        ModelException e = await Should.ThrowAsync<ModelException>(() => StreamAsync());

        e.Message.ShouldContain(message);
        e.Status.ShouldBe((HttpStatusCode)status);
        e.RetryAfter.ShouldBe(status == 429 ? TimeSpan.FromSeconds(7) : null);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_a_failure_and_not_a_short_answer()
    {
        _server.Enqueue(FakeReply.Text("one two three four") with { DropAfterTokens = 2 });

        (await Should.ThrowAsync<ModelException>(() => StreamAsync())).Message.ShouldContain("connection");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_clear_failure()
    {
        Uri gone = _server.BaseUrl;
        await _server.DisposeAsync();
        var client = new OpenAiChatClient(_http, new OpenAiOptions(gone, null, "small"), _time);

        (await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync(Question))).Message.ShouldContain("could not be reached");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_begin_to_answer_is_given_up(bool streamed)
    {
        var never = new TaskCompletionSource();
        _server.Enqueue(FakeReply.Text("late") with { Hold = never.Task });

        Task answer = streamed ? StreamAsync() : Client().GetResponseAsync(Question);
        await _server.RequestArrivedAsync(TestContext.Current.CancellationToken);
        _time.Advance(streamed ? TimeSpan.FromSeconds(8) : TimeSpan.FromSeconds(60));

        (await Should.ThrowAsync<ModelException>(() => answer)).Message.ShouldContain("did not answer within");
    }

    [Fact]
    public async Task Cancelling_is_no_failure_of_the_server()
    {
        var never = new TaskCompletionSource();
        _server.Enqueue(FakeReply.Text("late") with { Hold = never.Task });
        using var cancel = new CancellationTokenSource();

        Task answer = StreamAsync(cancellationToken: cancel.Token);
        await _server.RequestArrivedAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
    }

    private static AIFunctionDeclaration EndCall() =>
        AIFunctionFactory.CreateDeclaration("end_call", "Ends the call.", JsonSerializer.SerializeToElement(new { type = "object" }));

    private OpenAiChatClient Client(string? key = null) => new(_http, new OpenAiOptions(_server.BaseUrl, key, "small"), _time);

    private async Task<List<ChatResponseUpdate>> StreamAsync(ChatOptions? options = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in Client(key).GetStreamingResponseAsync(Question, options, cancellationToken))
            updates.Add(update);
        return updates;
    }
}
