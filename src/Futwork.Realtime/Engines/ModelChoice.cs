using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>One of the models that may think of a reply.</summary>
internal sealed record ModelChoice(ModelSettings Settings, IChatClient Client) : IEngineChoice
{
    public UsageCounter? Counter { get; init; }

    public object Key => Settings;

    /// <summary>The options of a request to it.</summary>
    public ChatOptions Own(ChatOptions? options)
    {
        ChatOptions own = options?.Clone() ?? new ChatOptions();
        own.ModelId = Settings.Model;
        return own;
    }
}
