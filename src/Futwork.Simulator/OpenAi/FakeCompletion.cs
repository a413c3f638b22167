using System.Text.Json.Nodes;
using Futwork.Simulator.Models;

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
            ["usage"] = Usage(reply),
        };
    }

    /// <summary>The answer as the events of a stream: tokens, the tool call in fragments, the end, the count of tokens.</summary>
    public static IEnumerable<FakeEvent> Events(FakeReply reply)
    {
        foreach (string token in reply.Tokens)
            yield return Event(Chunk(new JsonObject { ["content"] = token })) with { IsToken = true };
        if (reply.BreaksOffWith is { } type)
        {
            yield return Event(new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = "Sorry." } });
            yield break;
        }

        if (reply.ToolCall is { } call)
        {
            int half = call.Arguments.Length / 2;
            yield return Event(Chunk(ToolCalls(call.Name, "", "call_1")));
            yield return Event(Chunk(ToolCalls(null, call.Arguments[..half], null)));
            yield return Event(Chunk(ToolCalls(null, call.Arguments[half..], null)));
        }

        yield return Event(Chunk([], Finish(reply)));
        JsonObject last = Chunk([]);
        last["choices"] = new JsonArray();
        last["usage"] = Usage(reply);
        yield return Event(last);
        yield return new FakeEvent("[DONE]");
    }

    private static FakeEvent Event(JsonObject chunk) => new(chunk.ToJsonString());

    private static JsonObject ToolCalls(string? name, string arguments, string? id) => new() { ["tool_calls"] = new JsonArray(ToolCall(name, arguments, id)) };

    private static JsonObject Usage(FakeReply reply) => new()
    {
        ["prompt_tokens"] = 10,
        ["completion_tokens"] = reply.Tokens.Count,
        ["total_tokens"] = 10 + reply.Tokens.Count,
    };

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
