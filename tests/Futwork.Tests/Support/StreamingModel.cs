using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Support;

/// <summary>A language model that answers by a script, so long after it is asked, token by token.</summary>
public sealed class StreamingModel(TimeProvider time) : IChatClient
{
    /// <summary>
    /// What it answers to each request, in order: words, and behind a bar each a tool to call with its arguments, <c>book({"day":"Friday"})</c>, or a
    /// disposition, which is short for <c>end_call</c> with it.
    /// </summary>
    public Queue<string> Script { get; } = new();

    /// <summary>What it throws at the coming requests, before anything of the script.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>How long the first token takes for the coming requests, before <see cref="DelayMilliseconds"/> holds.</summary>
    public Queue<int> Delays { get; } = new();

    /// <summary>What it thinks before each answer, sealed; null when it does not think.</summary>
    public TextReasoningContent? Thought { get; set; }

    /// <summary>It breaks after the words of an answer.</summary>
    public bool BreaksOff { get; set; }

    /// <summary>How long the first token takes.</summary>
    public int DelayMilliseconds { get; set; } = 300;

    /// <summary>How long each further token takes.</summary>
    public int TokenMilliseconds { get; set; } = 20;

    /// <summary>What it was shown, in order.</summary>
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    /// <summary>The options of each request.</summary>
    public List<ChatOptions?> Options { get; } = [];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add([.. messages]);
        Options.Add(options);
        int delay = Delays.TryDequeue(out int planned) ? planned : DelayMilliseconds;
        await Task.Delay(TimeSpan.FromMilliseconds(delay), time, cancellationToken);
        if (Failures.TryDequeue(out Exception? failure))
            throw failure;
        if (!Script.TryDequeue(out string? answer))
            throw new HttpRequestException("The script is empty.");
        string[] parts = answer.Split('|');
        if (Thought is { } thought)
            yield return new ChatResponseUpdate(ChatRole.Assistant, [thought]);
        foreach (string token in parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, token + " ");
            await Task.Delay(TimeSpan.FromMilliseconds(TokenMilliseconds), time, cancellationToken);
        }

        if (BreaksOff)
            throw new HttpRequestException("The connection broke.");
        if (parts.Length > 1)
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. parts[1..].Select(Call)]);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A conversation streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <summary>Ids are counted in each answer anew, as some servers do.</summary>
    private static AIContent Call(string call, int index)
    {
        int bracket = call.IndexOf('(');
        (string name, string arguments) = bracket < 0 ? ("end_call", $$"""{"disposition":"{{call}}"}""") : (call[..bracket], call[(bracket + 1)..^1]);
        return FunctionCallContent.CreateFromParsedArguments(
            arguments, $"{index + 1}", name, json => json.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!);
    }

    public void Dispose()
    {
    }
}
