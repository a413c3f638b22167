using System.Net;
using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Realtime.Engines;
using Futwork.Simulator.Models;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers;

/// <summary>What every language model's client must do, over the real wire. A vendor's test derives from it.</summary>
public abstract class MindConformance : IAsyncLifetime
{
    protected static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello?")];

    private readonly FakeTime _time = new();

    protected HttpClient Http { get; } = new();

    /// <summary>The vendor's simulated server.</summary>
    protected FakeModelServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Streams_the_answer_token_by_token()
    {
        Server.Enqueue(FakeReply.Text("Hello, how are you?"));

        List<ChatResponseUpdate> updates = await StreamAsync();

        updates.Select(u => u.Text).Where(t => t.Length > 0).ShouldBe(["Hello,", " how", " are", " you?"]);
        updates.Last(u => u.FinishReason is not null).FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_the_tokens_as_the_server_does(bool streamed)
    {
        Server.Enqueue(FakeReply.Text("Hello, how are you?"));

        ChatResponse response = streamed ? (await StreamAsync()).ToChatResponse() : await Client().GetResponseAsync(Question);

        (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount).ShouldBe((10, 4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Puts_tool_calls_together(bool streamed)
    {
        Server.Enqueue(FakeReply.Text("Goodbye.") with { ToolCall = ("end_call", """{"disposition":"interested"}""") });

        ChatResponse response = streamed ? (await StreamAsync()).ToChatResponse() : await Client().GetResponseAsync(Question);

        FunctionCallContent call = response.Messages[0].Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.Name.ShouldBe("end_call");
        call.CallId.ShouldBe("call_1");
        call.Arguments!["disposition"].ShouldBeOfType<JsonElement>().GetString().ShouldBe("interested");
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        response.Text.ShouldBe("Goodbye.");
    }

    [Fact]
    public async Task A_tool_without_arguments_is_called_without_any()
    {
        Server.Enqueue(new FakeReply { ToolCall = ("end_call", "{}") });

        (await StreamAsync()).SelectMany(u => u.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem().Arguments.ShouldBeEmpty();
    }

    [Fact]
    public async Task Asks_for_a_whole_answer_by_a_schema()
    {
        Server.Enqueue(Structured("outcome", """{"a":1}"""));

        ChatResponse response = await Client().GetResponseAsync(Question, BySchema());

        JsonElement.Parse(response.Text).GetProperty("a").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(401, "", "API key")]
    [InlineData(403, "", "API key")]
    [InlineData(404, """{"error":{"message":"The model `small` does not exist"}}""", "knows no model 'small'")]
    [InlineData(404, """{"error":{"message":"The model `small` does not exist"}}""", "It says: The model `small` does not exist")]
    [InlineData(413, """{"error":{"message":"Request exceeds the maximum size"}}""", "too long")]
    [InlineData(429, """{"error":{"message":"Rate limit reached"}}""", "asks to wait 7 s")]
    [InlineData(400, """{"error":{"message":"messages is too long"}}""", "It says: messages is too long")]
    [InlineData(400, """[{"error":{"code":400,"message":"Function call is missing a thought_signature"}}]""", "It says: Function call is missing a thought_signature")]
    [InlineData(503, "<html>", "failed (503)")]
    [InlineData(529, """{"error":{"message":"Overloaded"}}""", "overloaded (529)")]
    public async Task A_refusal_says_what_is_wrong(int status, string body, string message)
    {
        Server.Enqueue(new FakeReply { Status = status, Body = body, RetryAfterSeconds = status == 429 ? 7 : null });

        ModelException e = await Should.ThrowAsync<ModelException>(() => StreamAsync());

        e.Message.ShouldContain(message);
        e.Status.ShouldBe((HttpStatusCode)status);
        e.RetryAfter.ShouldBe(status == 429 ? TimeSpan.FromSeconds(7) : null);
    }

    [Fact]
    public async Task A_field_that_the_model_refuses_is_left_out_from_then_on()
    {
        Server.Enqueue(new FakeReply { Status = 400, Body = """{"error":{"message":"`temperature` is deprecated for this model."}}""" });
        Server.Enqueue(FakeReply.Text("Yes."));
        Server.Enqueue(FakeReply.Text("No."));
        var options = new ChatOptions { Temperature = 0.4f };
        using IChatClient client = Client();

        (await client.GetResponseAsync(Question, options)).Text.ShouldBe("Yes.");
        (await client.GetResponseAsync(Question, options)).Text.ShouldBe("No.");

        Server.Requests.Select(r => r.TryGetProperty("temperature", out _)).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task What_the_agent_says_besides_stands_in_every_request()
    {
        Server.Enqueue(FakeReply.Text("Yes."));
        JsonElement extra = JsonElement.Parse("""{"reasoning_effort":"minimal","chat_template_kwargs":{"enable_thinking":false},"temperature":null}""");
        using IChatClient client = Create(new ModelServer(Server.BaseUrl, null, "small") { ExtraBody = extra }, _time);

        (await client.GetResponseAsync(Question, new ChatOptions { Temperature = 0.4f })).Text.ShouldBe("Yes.");

        JsonElement sent = Server.Requests.ShouldHaveSingleItem();
        sent.GetProperty("reasoning_effort").GetString().ShouldBe("minimal");
        sent.GetProperty("chat_template_kwargs").GetProperty("enable_thinking").GetBoolean().ShouldBeFalse();
        sent.TryGetProperty("temperature", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_key_is_refused_by_the_server()
    {
        Server.ApiKey = "right";

        (await Should.ThrowAsync<ModelException>(() => Client("wrong").GetResponseAsync(Question))).IsLasting.ShouldBeTrue();
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_is_a_failure_and_not_a_short_answer()
    {
        Server.Enqueue(FakeReply.Text("one two") with { BreaksOffWith = "overloaded_error" });

        (await Should.ThrowAsync<ModelException>(() => StreamAsync())).Message.ShouldContain("broke off");
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_a_failure_and_not_a_short_answer()
    {
        Server.Enqueue(FakeReply.Text("one two three four") with { DropAfterTokens = 2 });

        (await Should.ThrowAsync<ModelException>(() => StreamAsync())).Message.ShouldContain("connection");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_clear_failure()
    {
        using var nobody = new Nobody();
        using IChatClient client = Create(new ModelServer(nobody.BaseUrl, null, "small"), _time);

        (await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync(Question))).Message.ShouldContain("could not be reached");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_begin_to_answer_is_given_up(bool streamed)
    {
        var never = new TaskCompletionSource();
        Server.Enqueue(FakeReply.Text("late") with { Hold = never.Task });

        Task answer = streamed ? StreamAsync() : Client().GetResponseAsync(Question);
        await Server.RequestArrivedAsync(TestContext.Current.CancellationToken);
        _time.Advance(streamed ? TimeSpan.FromSeconds(8) : TimeSpan.FromSeconds(60));

        (await Should.ThrowAsync<ModelException>(() => answer)).Message.ShouldContain("did not answer within");
    }

    [Fact]
    public async Task Cancelling_is_no_failure_of_the_server()
    {
        var never = new TaskCompletionSource();
        Server.Enqueue(FakeReply.Text("late") with { Hold = never.Task });
        using var cancel = new CancellationTokenSource();

        Task answer = StreamAsync(cancellationToken: cancel.Token);
        await Server.RequestArrivedAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
    }

    protected static AIFunctionDeclaration Tool(string name) =>
        AIFunctionFactory.CreateDeclaration(name, "Does it.", JsonSerializer.SerializeToElement(new { type = "object" }));

    protected static ChatOptions BySchema() =>
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(new { type = "object" }), "outcome") };

    protected static ChatMessage[] WithToolResult() =>
    [
        new(ChatRole.User, "Where is it?"),
        new(ChatRole.Assistant, [new FunctionCallContent("call_7", "look_up", new Dictionary<string, object?> { ["id"] = 5 })]),
        new(ChatRole.Tool, [new FunctionResultContent("call_7", "found")]),
    ];

    /// <summary>Starts the vendor's simulated server.</summary>
    protected abstract Task<FakeModelServer> StartAsync();

    /// <summary>The client under test.</summary>
    protected abstract IChatClient Create(ModelServer server, TimeProvider time);

    /// <summary>How the vendor's server answers when it is asked by a schema.</summary>
    protected abstract FakeReply Structured(string name, string json);

    protected IChatClient Client(string? key = null) => Create(new ModelServer(Server.BaseUrl, key, "small"), _time);

    protected async Task<List<ChatResponseUpdate>> StreamAsync(ChatOptions? options = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in Client(key).GetStreamingResponseAsync(Question, options, cancellationToken))
            updates.Add(update);
        return updates;
    }
}
