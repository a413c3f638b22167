using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>Reads a whole message.</summary>
internal static class MessageAnswer
{
    /// <param name="body">The answer as it came.</param>
    /// <param name="answerTool">The tool whose input is the answer, when one was asked for by a schema.</param>
    /// <exception cref="ModelException">It is no message.</exception>
    public static ChatResponse Read(string body, string? answerTool)
    {
        try
        {
            using JsonDocument json = Json.Parse(body);
            JsonElement root = json.RootElement;
            if (Json.Text(root, "type") != "message")
                throw NoAnswer(null);
            IEnumerable<AIContent> contents = Json.Child(root, "content") is { } blocks ? Contents(blocks, answerTool) : [];
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. contents]))
            {
                ModelId = Json.Text(root, "model"),
                FinishReason = Finish(Json.Text(root, "stop_reason")),
                Usage = Usage(root),
            };
        }
        catch (JsonException e)
        {
            throw NoAnswer(e);
        }
    }

    public static ChatFinishReason? Finish(string? stopReason) => stopReason switch
    {
        null => null,
        "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "tool_use" => ChatFinishReason.ToolCalls,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(stopReason),
    };

    /// <summary>What a message, or an event about one, says of its tokens; what the server had cached was shown too.</summary>
    public static UsageDetails? Usage(JsonElement message) => Json.Child(message, "usage") is not { } usage ? null : new UsageDetails
    {
        InputTokenCount = Json.Number(usage, "input_tokens") is { } fresh
            ? fresh + (Json.Number(usage, "cache_creation_input_tokens") ?? 0) + (Json.Number(usage, "cache_read_input_tokens") ?? 0)
            : null,
        OutputTokenCount = Json.Number(usage, "output_tokens"),
    };

    private static IEnumerable<AIContent> Contents(JsonElement blocks, string? answerTool)
    {
        JsonElement[] all = [.. blocks.EnumerateArray()];
        foreach (JsonElement answer in all.Where(b => answerTool is not null && Json.Text(b, "type") is "tool_use" && Json.Text(b, "name") == answerTool))
            return [new TextContent(Input(answer))];
        return all.Select(Content).OfType<AIContent>();
    }

    private static AIContent? Content(JsonElement block) => Json.Text(block, "type") switch
    {
        "text" => new TextContent(Json.Text(block, "text")),
        "thinking" when Json.Text(block, "signature") is { } signature => new TextReasoningContent(Json.Text(block, "thinking")) { ProtectedData = signature },
        "tool_use" => Call(block),
        _ => null,
    };

    private static AIContent Call(JsonElement block)
    {
        var assembly = new ToolCallAssembly();
        assembly.Name(0, Json.Text(block, "id"), Json.Text(block, "name"));
        assembly.Append(0, Input(block));
        return assembly.Take()[0];
    }

    private static string Input(JsonElement block) => block.TryGetProperty("input", out JsonElement input) ? input.GetRawText() : "{}";

    private static ModelException NoAnswer(Exception? inner) =>
        new("The model's server sent no message. Is the base URL that of Anthropic's Messages API?", inner: inner);
}
