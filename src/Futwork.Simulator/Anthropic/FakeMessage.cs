using System.Text.Json.Nodes;
using Futwork.Simulator.Models;

namespace Futwork.Simulator.Anthropic;

/// <summary>Writes messages as Anthropic documents them.</summary>
internal static class FakeMessage
{
    private const int InputTokens = 10;

    public static JsonObject Error(string type, string message) =>
        new() { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message } };

    /// <summary>The answer as one object.</summary>
    public static JsonObject Whole(FakeReply reply)
    {
        var content = new JsonArray();
        if (reply.Tokens.Count > 0)
            content.Add(new JsonObject { ["type"] = "text", ["text"] = string.Concat(reply.Tokens) });
        if (reply.ToolCall is { } call)
            content.Add(ToolUse(call.Name, JsonNode.Parse(call.Arguments)!));
        JsonObject message = Message(content, Stop(reply));
        message["usage"]!["output_tokens"] = reply.Tokens.Count;
        return message;
    }

    /// <summary>The answer as the events of a stream: the message, a block of text token by token, the tool's input in fragments, the end.</summary>
    public static IEnumerable<FakeEvent> Events(FakeReply reply)
    {
        yield return Event("message_start", new JsonObject { ["message"] = Message([], null) });
        yield return Event("ping", []);
        if (reply.Tokens.Count > 0)
        {
            yield return BlockStart(0, new JsonObject { ["type"] = "text", ["text"] = "" });
            foreach (string token in reply.Tokens)
                yield return Delta(0, new JsonObject { ["type"] = "text_delta", ["text"] = token }) with { IsToken = true };
        }

        if (reply.BreaksOffWith is { } type)
        {
            yield return new FakeEvent(Error(type, "Sorry.").ToJsonString(), "error");
            yield break;
        }

        if (reply.Tokens.Count > 0)
            yield return Event("content_block_stop", new JsonObject { ["index"] = 0 });
        foreach (FakeEvent item in reply.ToolCall is { } call ? ToolEvents(call.Name, call.Arguments, reply.Tokens.Count > 0 ? 1 : 0) : [])
            yield return item;
        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = Stop(reply), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = reply.Tokens.Count },
        });
        yield return Event("message_stop", []);
    }

    private static IEnumerable<FakeEvent> ToolEvents(string name, string arguments, int index)
    {
        yield return BlockStart(index, ToolUse(name, new JsonObject()));
        int half = arguments.Length / 2;
        foreach (string fragment in new[] { "", arguments[..half], arguments[half..] })
            yield return Delta(index, new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = fragment });
        yield return Event("content_block_stop", new JsonObject { ["index"] = index });
    }

    private static JsonObject ToolUse(string name, JsonNode input) =>
        new() { ["type"] = "tool_use", ["id"] = "call_1", ["name"] = name, ["input"] = input };

    private static JsonObject Message(JsonArray content, string? stop) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "scripted",
        ["content"] = content,
        ["stop_reason"] = stop,
        ["usage"] = new JsonObject { ["input_tokens"] = InputTokens, ["output_tokens"] = 1 },
    };

    private static FakeEvent BlockStart(int index, JsonObject block) => Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = block });

    private static FakeEvent Delta(int index, JsonObject delta) => Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = delta });

    private static FakeEvent Event(string type, JsonObject data)
    {
        data["type"] = type;
        return new FakeEvent(data.ToJsonString(), type);
    }

    private static string Stop(FakeReply reply) => reply.ToolCall is null ? "end_turn" : "tool_use";
}
