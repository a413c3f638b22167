using System.Text;
using Futwork.Providers.Anthropic;
using Futwork.Providers.Models;
using Futwork.Providers.OpenAI;
using Futwork.Realtime.Engines;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.Models;

/// <summary>The deadline from one token to the next, where three seconds pass before each event.</summary>
public sealed class HttpChatClientTests
{
    private static readonly ModelServer Server = new(new Uri("http://model.example/v1"), null, "small");

    private readonly FakeTime _time = new();

    [Fact]
    public async Task A_tool_call_may_take_longer_than_the_deadline_as_long_as_parts_of_it_come()
    {
        using HttpClient http = Sends(
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"book","arguments":""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"day\":"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"friday\"}"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]");
        using IChatClient client = new OpenAiChatClient(http, Server, _time);

        (await StreamAsync(client)).OfType<FunctionCallContent>().ShouldHaveSingleItem().Arguments!["day"]!.ToString().ShouldBe("friday");
    }

    [Fact]
    public async Task Thoughts_may_take_longer_than_the_deadline_as_long_as_parts_of_them_come()
    {
        using HttpClient http = Sends(
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Say "}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hello."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_1","name":"book"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"day\":"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"friday\"}"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
            """{"type":"message_stop"}""");
        using IChatClient client = new AnthropicChatClient(http, Server, _time);

        (await StreamAsync(client)).OfType<FunctionCallContent>().ShouldHaveSingleItem().Arguments!["day"]!.ToString().ShouldBe("friday");
    }

    [Fact]
    public async Task A_sign_of_life_is_no_token()
    {
        using HttpClient http = Sends("""{"type":"ping"}""", """{"type":"ping"}""", """{"type":"ping"}""", """{"type":"ping"}""");
        using IChatClient client = new AnthropicChatClient(http, Server, _time);

        (await Should.ThrowAsync<ModelException>(() => StreamAsync(client))).Message.ShouldContain("did not answer within 8 s");
    }

    [Fact]
    public async Task A_connection_that_nobody_takes_in_time_is_a_failure_that_nobody_has_called_off()
    {
        using var http = new HttpClient(new DeafServer());
        using IChatClient client = new OpenAiChatClient(http, Server, _time);

        (await Should.ThrowAsync<ModelException>(() => StreamAsync(client))).Message.ShouldContain("could not be reached");
        (await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync("Hello?"))).Message.ShouldContain("could not be reached");
    }

    private HttpClient Sends(params string[] events) => new(new SlowServer(new SlowEvents(_time, events)));

    private static async Task<List<AIContent>> StreamAsync(IChatClient client)
    {
        var contents = new List<AIContent>();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hello?")]))
            contents.AddRange(update.Contents);
        return contents;
    }

    private sealed class SlowServer(SlowEvents events) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(events) });
    }

    /// <summary>As the handler of a socket ends a request whose connection took longer than it allows.</summary>
    private sealed class DeafServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new TaskCanceledException("The connection took too long.", new TimeoutException()));
    }

    private sealed class SlowEvents(FakeTime time, string[] events) : MemoryStream
    {
        private byte[] _rest = [];
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.Length == 0 && _next < events.Length)
                _rest = Next(cancellationToken);
            int count = Math.Min(_rest.Length, buffer.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return ValueTask.FromResult(count);
        }

        private byte[] Next(CancellationToken cancellationToken)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            cancellationToken.ThrowIfCancellationRequested();
            return Encoding.UTF8.GetBytes($"data: {events[_next++]}\n\n");
        }
    }
}
