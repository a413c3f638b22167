using System.Text;
using System.Text.Json;
using Futwork.Providers.Models;
using Futwork.Realtime.Engines;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Reads the events of a streamed chat completion ("chat.completion.chunk") into updates.</summary>
/// <param name="server">The base address of the server that sends them.</param>
internal sealed class ChatChunks(Uri server) : ChatEvents
{
    private readonly ToolCallAssembly _toolCalls = new();
    private readonly StringBuilder _thoughts = new();

    protected override ChatResponseUpdate? Parse(string data)
    {
        if (data is "[DONE]")
        {
            IsFinished = IsOver = true;
            return Update([.. Calls()], null);
        }

        using JsonDocument chunk = Json.Event(data);
        if (Json.Child(chunk.RootElement, "error") is { } error)
            throw new ModelException($"The model's server broke off: {VendorWords.Cut(Json.Text(error, "message") ?? "it gave no reason")}.");
        var contents = new List<AIContent>();
        string? finish = Json.Child(chunk.RootElement, "choices") is { } choices ? Read(choices[0], contents) : null;
        if (ChatAnswer.Usage(chunk.RootElement) is { } usage)
            contents.Add(new UsageContent(usage));
        return Update(contents, finish is null ? null : new ChatFinishReason(finish));
    }

    private string? Read(JsonElement choice, List<AIContent> contents)
    {
        if (Json.Child(choice, "delta") is { } delta)
        {
            if (Json.Text(delta, "content") is { } text)
                contents.Add(new TextContent(text));
            if (Json.Child(delta, "tool_calls") is { } calls)
                ToolCallFragments.Add(_toolCalls, calls);
            _thoughts.Append(Json.Text(delta, ChatAnswer.Thoughts));
            HasContent = IsHeldBack(delta);
        }

        if (Json.Text(choice, "finish_reason") is not { } finish)
            return null;
        IsFinished = true;
        contents.AddRange(Calls());
        return finish;
    }

    private IReadOnlyList<AIContent> Calls() => ToolCallFragments.Take(_toolCalls, server, _thoughts.Length > 0 ? _thoughts.ToString() : null);

    /// <summary>Part of a call, or of the thoughts that some servers show, by either name.</summary>
    private static bool IsHeldBack(JsonElement delta) =>
        Json.Child(delta, "tool_calls") is not null || Json.Text(delta, ChatAnswer.Thoughts) is not null || Json.Text(delta, "reasoning") is not null;

    private static ChatResponseUpdate? Update(List<AIContent> contents, ChatFinishReason? finish) =>
        contents.Count == 0 && finish is null ? null : new ChatResponseUpdate(ChatRole.Assistant, contents) { FinishReason = finish };
}
