using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>A model whose requests and tokens are counted, the tokens as its server counts them.</summary>
internal sealed class MeteredModel(IChatClient model, UsageCounter counter) : DelegatingChatClient(model)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        counter.Asked();
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            Count(response.Usage);
            return response;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            counter.Failed();
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        counter.Asked();
        await using IAsyncEnumerator<ChatResponseUpdate> updates =
            base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, cancellationToken))
        {
            foreach (UsageContent usage in updates.Current.Contents.OfType<UsageContent>())
                Count(usage.Details);
            yield return updates.Current;
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            counter.Failed();
            throw;
        }
    }

    private void Count(UsageDetails? usage) => counter.Thought(usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
}
