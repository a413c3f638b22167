using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Futwork.Benchmarks.Voice.Engines;

/// <summary>A language model in virtual time that knows its answer: the first token so long after the request, the others 20 ms apart.</summary>
internal sealed class PreparedModel(Func<string> answer, TimeProvider time, TimeSpan delay) : IChatClient
{
    private static readonly TimeSpan BetweenTokens = TimeSpan.FromMilliseconds(20);

    /// <summary>How often it was asked.</summary>
    public int Requests { get; private set; }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests++;
        string text = answer();
        await Task.Delay(delay, time, cancellationToken);
        foreach (string token in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, token + " ");
            await Task.Delay(BetweenTokens, time, cancellationToken);
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A conversation streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }
}
