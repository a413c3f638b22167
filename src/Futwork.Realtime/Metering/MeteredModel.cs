using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Metering;

/// <summary>A model whose requests and tokens are counted, the tokens as its server counts them.</summary>
internal sealed class MeteredModel(IChatClient model, UsageCounter counter) : DelegatingChatClient(model)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        counter.AddRequest();
        ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
        Count(response.Usage);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        counter.AddRequest();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            foreach (UsageContent usage in update.Contents.OfType<UsageContent>())
                Count(usage.Details);
            yield return update;
        }
    }

    private void Count(UsageDetails? usage) => counter.AddTokens(usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
}
