using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>A language model behind Anthropic's Messages API ("Create a Message", "Streaming messages").</summary>
public sealed class AnthropicChatClient(HttpClient http, ModelServer server, TimeProvider? clock = null) : HttpChatClient(http, server, clock)
{
    /// <summary>Anthropic's own server.</summary>
    public static readonly Uri DefaultBaseUrl = new("https://api.anthropic.com/v1");

    private const string ApiVersion = "2023-06-01";

    private protected override string Vendor => ModelSettings.Anthropic;

    private protected override string Path => "messages";

    private protected override string ModelsPath => "models?limit=1";

    private protected override JsonObject Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) =>
        MessagesRequestBody.Of(messages, options, Server, stream);

    private protected override void Sign(HttpRequestMessage request)
    {
        request.Headers.Add("anthropic-version", ApiVersion);
        if (Server.ApiKey is { Length: > 0 } key)
            request.Headers.TryAddWithoutValidation("x-api-key", key);
    }

    private protected override ChatResponse ReadWhole(string body, ChatOptions? options) => MessageAnswer.Read(body, StructuredAnswer.ToolOf(options));

    private protected override ChatEvents NewEvents() => new MessageEvents();
}
