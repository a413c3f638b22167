using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Outcomes;

/// <summary>The language model that an agent's prompt names, as a client that speaks to its server. Providers bring the way to make one.</summary>
internal sealed class LanguageModels(IEnumerable<Func<PromptSettings, IChatClient>> makers)
{
    /// <exception cref="InvalidOperationException">This server has no provider of language models.</exception>
    public IChatClient Open(PromptSettings prompt) =>
        makers.LastOrDefault()?.Invoke(prompt) ?? throw new InvalidOperationException("This server has no provider of language models; agents with a prompt cannot talk.");
}
