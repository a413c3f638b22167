using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>Writes a conversation as messages of content blocks: roles take turns, results of tools stand first, nothing is empty.</summary>
internal static class MessageBlocks
{
    public static JsonArray Of(IEnumerable<ChatMessage> messages)
    {
        var all = new JsonArray();
        foreach (ChatMessage message in messages)
        {
            string role = message.Role == ChatRole.Assistant ? "assistant" : "user";
            JsonObject[] blocks = [.. message.Contents.Select(Block).OfType<JsonObject>().OrderByDescending(IsToolResult)];
            if (blocks.Length == 0)
                continue;
            if (all.LastOrDefault() is JsonObject last && (string?)last["role"] == role)
                Append((JsonArray)last["content"]!, blocks);
            else
                all.Add(new JsonObject { ["role"] = role, ["content"] = new JsonArray([.. blocks]) });
        }

        return all;
    }

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static void Append(JsonArray blocks, JsonObject[] more)
    {
        foreach (JsonObject block in more)
            blocks.Add(block);
    }

    private static bool IsToolResult(JsonObject block) => (string?)block["type"] == "tool_result";

    private static JsonObject? Block(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => Text(text.Text),
        TextReasoningContent { ProtectedData: { } signature } thinking =>
            new JsonObject { ["type"] = "thinking", ["thinking"] = thinking.Text, ["signature"] = signature },
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "tool_use",
            ["id"] = call.CallId,
            ["name"] = call.Name,
            ["input"] = JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>()),
        },
        FunctionResultContent result => Result(result),
        _ => null,
    };

    private static JsonObject Result(FunctionResultContent result)
    {
        var block = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = result.CallId, ["content"] = result.Result?.ToString() ?? "" };
        if (result.Exception is not null)
            block["is_error"] = true;
        return block;
    }
}
