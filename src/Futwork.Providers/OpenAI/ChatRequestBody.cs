using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>The body of a request for a chat completion, as OpenAI documents it ("Create chat completion").</summary>
internal static class ChatRequestBody
{
    public static JsonObject Of(IEnumerable<ChatMessage> messages, ChatOptions? options, ModelServer server, bool stream)
    {
        var body = new JsonObject
        {
            ["model"] = options?.ModelId is { Length: > 0 } model ? model : server.Model,
            ["messages"] = new JsonArray([.. messages.SelectMany(message => Message(message, server.BaseUrl))]),
            ["stream"] = stream,
        };
        if (stream)
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (options is not null)
            AddOptions(body, options, server);
        return body;
    }

    private static void AddOptions(JsonObject body, ChatOptions options, ModelServer server)
    {
        if (options.Temperature is { } temperature)
            body["temperature"] = Math.Round((double)temperature, 3);
        if (options.Seed is { } seed)
            body["seed"] = seed;
        // OpenAI renamed the limit and refuses the old name for its newer models; other servers know only the old name.
        if (options.MaxOutputTokens is { } tokens)
            body[server.BaseUrl.Host is "api.openai.com" ? "max_completion_tokens" : "max_tokens"] = tokens;
        if (options.StopSequences is { Count: > 0 } stop)
            body["stop"] = new JsonArray([.. stop.Select(s => JsonValue.Create(s))]);
        if (options.Tools?.OfType<AIFunctionDeclaration>().ToArray() is { Length: > 0 } tools)
            body["tools"] = new JsonArray([.. tools.Select(Tool)]);
        if (options.ResponseFormat is ChatResponseFormatJson json)
            body["response_format"] = ResponseFormat(json);
    }

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = Json.Node(tool.JsonSchema),
        },
    };

    private static JsonObject ResponseFormat(ChatResponseFormatJson json) => json.Schema is not { } schema
        ? new JsonObject { ["type"] = "json_object" }
        : new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = json.SchemaName ?? "answer", ["strict"] = true, ["schema"] = Json.Node(schema) },
        };

    /// <summary>One message becomes one, except that each result of a tool is a message of its own.</summary>
    private static IEnumerable<JsonObject> Message(ChatMessage message, Uri server)
    {
        FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
        foreach (FunctionResultContent result in results)
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = result.Result?.ToString() ?? "" };
        if (results.Length > 0)
            yield break;
        var json = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        if (message.Contents.OfType<FunctionCallContent>().ToArray() is { Length: > 0 } calls)
            AddCalls(json, calls, server);
        yield return json;
    }

    private static void AddCalls(JsonObject message, FunctionCallContent[] calls, Uri server)
    {
        message["tool_calls"] = new JsonArray([.. calls.Select(call => Call(call, CallOrigin.Of(call, server)))]);
        if (CallOrigin.Of(calls[0], server)?.Thoughts is { } thoughts)
            message[ChatAnswer.Thoughts] = thoughts;
    }

    private static JsonObject Call(FunctionCallContent call, CallOrigin? origin)
    {
        var json = new JsonObject
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()) },
        };
        if (origin?.Extra is { } extra)
            json["extra_content"] = Json.Node(extra);
        return json;
    }
}
