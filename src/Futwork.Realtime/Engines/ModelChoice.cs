using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>One of the models that may think of a reply.</summary>
internal sealed record ModelChoice(ModelSettings Settings, IChatClient Client) : IEngineChoice
{
    /// <summary>Where its failures are counted.</summary>
    public UsageCounter? Counter { get; init; }

    public string Key => $"model {Settings.Provider} {Settings.BaseUrl} {Settings.Model}";
}
