using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Reads the events of a streamed chat completion ("chat.completion.chunk") into updates.</summary>
internal sealed class ChatChunks
{
    private readonly ToolCallAssembly _toolCalls = new();

    /// <summary>The model has finished its answer.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Reads the data of one event; null when it says nothing.</summary>
    /// <exception cref="ModelException">The server reports an error, or the data is no JSON.</exception>
    public ChatResponseUpdate? Read(string data)
    {
        if (data is "[DONE]")
        {
            IsFinished = true;
            return Update([.. _toolCalls.Take()], null);
        }

        using JsonDocument chunk = Parse(data);
        if (Json.Child(chunk.RootElement, "error") is { } error)
            throw new ModelException($"The model's server broke off: {Json.Text(error, "message") ?? "it gave no reason"}.");
        if (Json.Child(chunk.RootElement, "choices") is not { } choices)
            return null;
        JsonElement choice = choices[0];
        return Read(choice, Json.Text(choice, "finish_reason"));
    }

    private ChatResponseUpdate? Read(JsonElement choice, string? finish)
    {
        var contents = new List<AIContent>();
        if (Json.Child(choice, "delta") is { } delta)
        {
            if (Json.Text(delta, "content") is { } text)
                contents.Add(new TextContent(text));
            if (Json.Child(delta, "tool_calls") is { } calls)
                _toolCalls.Add(calls);
        }

        if (finish is null)
            return Update(contents, null);
        IsFinished = true;
        contents.AddRange(_toolCalls.Take());
        return Update(contents, new ChatFinishReason(finish));
    }

    private static ChatResponseUpdate? Update(List<AIContent> contents, ChatFinishReason? finish) =>
        contents.Count == 0 && finish is null ? null : new ChatResponseUpdate(ChatRole.Assistant, contents) { FinishReason = finish };

    private static JsonDocument Parse(string data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException e)
        {
            throw new ModelException("The model's server sent an event that is no JSON. Is the base URL that of an OpenAI-compatible server?", inner: e);
        }
    }
}
