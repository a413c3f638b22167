using Futwork.Realtime.Conversation;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>One of the models that may think of a reply.</summary>
internal sealed record ModelChoice(ModelSettings Settings, IChatClient Client) : IEngineChoice
{
    public string Key => $"model {Settings.Provider} {Settings.BaseUrl} {Settings.Model}";
}
