using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>The body of a request for a message, as Anthropic documents it ("Create a Message").</summary>
internal static class MessagesRequestBody
{
    private const int DefaultMaxTokens = 1024;

    public static JsonObject Of(IEnumerable<ChatMessage> messages, ChatOptions? options, ModelServer server, bool stream)
    {
        ChatMessage[] all = [.. messages];
        var body = new JsonObject
        {
            ["model"] = options?.ModelId is { Length: > 0 } model ? model : server.Model,
            ["max_tokens"] = options?.MaxOutputTokens ?? DefaultMaxTokens,
            ["messages"] = MessageBlocks.Of(all.Where(m => m.Role != ChatRole.System)),
            ["stream"] = stream,
        };
        string system = string.Join("\n\n", all.Where(m => m.Role == ChatRole.System).Select(m => m.Text).Where(t => t.Length > 0));
        if (system.Length > 0)
            body["system"] = new JsonArray(Cached(system));
        if (options is not null)
            AddOptions(body, options);
        return body;
    }

    private static void AddOptions(JsonObject body, ChatOptions options)
    {
        if (options.Temperature is { } temperature)
            body["temperature"] = Math.Round(Math.Min((double)temperature, 1), 3);
        if (options.StopSequences is { Count: > 0 } stop)
            body["stop_sequences"] = new JsonArray([.. stop.Select(s => JsonValue.Create(s))]);
        JsonArray tools = [.. (options.Tools ?? []).OfType<AIFunctionDeclaration>().Select(Tool)];
        if (StructuredAnswer.ToolOf(options) is { } answer)
        {
            tools.Add(StructuredAnswer.Tool((ChatResponseFormatJson)options.ResponseFormat!, answer));
            body["tool_choice"] = new JsonObject { ["type"] = "tool", ["name"] = answer };
        }

        if (tools.Count > 0)
            body["tools"] = tools;
    }

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["input_schema"] = Json.Node(tool.JsonSchema),
    };

    /// <summary>The instructions are the same in every turn of a call: kept at the server, the first token comes sooner and costs less.</summary>
    private static JsonObject Cached(string text)
    {
        JsonObject block = MessageBlocks.Text(text);
        block["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        return block;
    }
}
