using System.Text.Json.Nodes;

namespace Futwork.Simulator.OpenAi;

/// <summary>Writes chat completions as OpenAI documents them.</summary>
internal static class FakeCompletion
{
    /// <summary>The answer as one object.</summary>
    public static JsonObject Whole(FakeReply reply)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(reply.Tokens) };
        if (reply.ToolCall is { } call)
            message["tool_calls"] = new JsonArray(ToolCall(call.Name, call.Arguments, "call_1"));
        return new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["model"] = "scripted",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Finish(reply) }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 10, ["completion_tokens"] = reply.Tokens.Count, ["total_tokens"] = 10 + reply.Tokens.Count },
        };
    }

    /// <summary>The answer as the events of a stream: role, tokens, the tool call in fragments, the end.</summary>
    public static IEnumerable<JsonObject> Chunks(FakeReply reply)
    {
        foreach (string token in reply.Tokens)
            yield return Chunk(new JsonObject { ["content"] = token });
        if (reply.ToolCall is { } call)
        {
            int half = call.Arguments.Length / 2;
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(ToolCall(call.Name, "", "call_1")) });
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(ToolCall(null, call.Arguments[..half], null)) });
            yield return Chunk(new JsonObject { ["tool_calls"] = new JsonArray(ToolCall(null, call.Arguments[half..], null)) });
        }

        yield return Chunk([], Finish(reply));
    }

    private static JsonObject Chunk(JsonObject delta, string? finish = null) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["model"] = "scripted",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    };

    private static JsonObject ToolCall(string? name, string arguments, string? id)
    {
        var function = new JsonObject { ["arguments"] = arguments };
        if (name is not null)
            function["name"] = name;
        var call = new JsonObject { ["index"] = 0, ["type"] = "function", ["function"] = function };
        if (id is not null)
            call["id"] = id;
        return call;
    }

    private static string Finish(FakeReply reply) => reply.ToolCall is null ? "stop" : "tool_calls";
}
