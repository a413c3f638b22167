using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Support;

/// <summary>A language model that answers by a script, so long after it is asked, token by token.</summary>
public sealed class StreamingModel(TimeProvider time) : IChatClient
{
    /// <summary>What it answers to each request, in order: words, or <c>end_call</c> with a disposition after a bar.</summary>
    public Queue<string> Script { get; } = new();

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
        await Task.Delay(TimeSpan.FromMilliseconds(DelayMilliseconds), time, cancellationToken);
        if (!Script.TryDequeue(out string? answer))
            throw new HttpRequestException("The script is empty.");
        string[] parts = answer.Split('|');
        foreach (string token in parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, token + " ");
            await Task.Delay(TimeSpan.FromMilliseconds(TokenMilliseconds), time, cancellationToken);
        }

        if (parts.Length > 1)
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "end_call", new Dictionary<string, object?> { ["disposition"] = parts[1] })]);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A conversation streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
