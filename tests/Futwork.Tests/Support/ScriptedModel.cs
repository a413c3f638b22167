using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Support;

/// <summary>A language model that answers by a script: a text, or a failure.</summary>
public sealed class ScriptedModel : IChatClient
{
    public Queue<Func<string>> Script { get; } = new();

    /// <summary>What it was asked, in order.</summary>
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Asked { get; } = [];

    /// <summary>What each answer costs, as its server counts it.</summary>
    public UsageDetails? Usage { get; set; }

    public ScriptedModel Says(string text)
    {
        Script.Enqueue(() => text);
        return this;
    }

    public ScriptedModel Fails(Exception exception)
    {
        Script.Enqueue(() => throw exception);
        return this;
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked.Add(([.. messages], options));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Script.Dequeue()())) { Usage = Usage });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
