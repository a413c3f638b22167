using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>A language model behind OpenAI's chat completions ("Create chat completion", "Streaming"), whoever serves it.</summary>
public sealed class OpenAiChatClient(HttpClient http, ModelServer server, TimeProvider? clock = null) : HttpChatClient(http, server, clock)
{
    private protected override string Vendor => ModelSettings.OpenAi;

    private protected override string Path => "chat/completions";

    private protected override JsonObject Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) =>
        ChatRequestBody.Of(messages, options, Server, stream);

    private protected override void Sign(HttpRequestMessage request)
    {
        if (Server.ApiKey is { Length: > 0 } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private protected override ChatResponse ReadWhole(string body, ChatOptions? options) => ChatAnswer.Read(body, Server.BaseUrl);

    private protected override ChatEvents NewEvents() => new ChatChunks(Server.BaseUrl);
}
