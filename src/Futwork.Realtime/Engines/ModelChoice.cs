using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>One of the models that may think of a reply.</summary>
internal sealed record ModelChoice(ModelSettings Settings, IChatClient Client) : IEngineChoice
{
    public UsageCounter? Counter { get; init; }

    /// <summary>What else it is sent makes no other server of it; and JSON is equal to nothing but itself.</summary>
    public object Key => Settings with { ExtraBody = null };

    /// <summary>The options of a request to it.</summary>
    public ChatOptions Own(ChatOptions? options)
    {
        ChatOptions own = options?.Clone() ?? new ChatOptions();
        own.ModelId = Settings.Model;
        return own;
    }
}
