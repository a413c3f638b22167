using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Reads a whole chat completion.</summary>
internal static class ChatAnswer
{
    /// <summary>The member that some servers tell in what a model thinks.</summary>
    public const string Thoughts = "reasoning_content";

    /// <param name="body">What came.</param>
    /// <param name="server">The base address of the server that sent it.</param>
    /// <exception cref="ModelException">It is none.</exception>
    public static ChatResponse Read(string body, Uri server)
    {
        try
        {
            using JsonDocument json = Json.Parse(body);
            JsonElement choice = Json.Child(json.RootElement, "choices")?[0] ?? throw NoAnswer(null);
            JsonElement message = Json.Child(choice, "message") ?? throw NoAnswer(null);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(message, server)))
            {
                ModelId = Json.Text(json.RootElement, "model"),
                FinishReason = Json.Text(choice, "finish_reason") is { } finish ? new ChatFinishReason(finish) : null,
                Usage = Usage(json.RootElement),
            };
        }
        catch (JsonException e)
        {
            throw NoAnswer(e);
        }
    }

    private static List<AIContent> Contents(JsonElement message, Uri server)
    {
        var contents = new List<AIContent>();
        if (Json.Text(message, "content") is { } text)
            contents.Add(new TextContent(text));
        if (Json.Child(message, "tool_calls") is not { } calls)
            return contents;
        var assembly = new ToolCallAssembly();
        ToolCallFragments.Add(assembly, calls);
        contents.AddRange(ToolCallFragments.Take(assembly, server, Json.Text(message, Thoughts)));
        return contents;
    }

    /// <summary>The tokens counted; null when nothing is said of them.</summary>
    public static UsageDetails? Usage(JsonElement root) => Json.Child(root, "usage") is not { } usage ? null : new UsageDetails
    {
        InputTokenCount = Json.Number(usage, "prompt_tokens"),
        OutputTokenCount = Json.Number(usage, "completion_tokens"),
        TotalTokenCount = Json.Number(usage, "total_tokens"),
    };

    private static ModelException NoAnswer(Exception? inner) =>
        new("The model's server sent no chat completion. Is the base URL that of an OpenAI-compatible server?", inner: inner);
}
