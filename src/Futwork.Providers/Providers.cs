using Futwork.Providers.Deepgram;
using Futwork.Providers.ElevenLabs;
using Futwork.Providers.Local;
using Futwork.Providers.Local.Sphinx;
using Futwork.Providers.Models;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Providers;

/// <summary>The engines and vendors there are: the list, one line per capability. An agent chooses them by name.</summary>
public static class Providers
{
    /// <summary>Registers all of them, each as a singleton among its kind (<c>IEnumerable&lt;ITextToSpeech&gt;</c> and so on).</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services) => services
        .AddSingleton<ISpeechToText>(provider => new SphinxSpeechToText(Clock(provider)))
        .AddSingleton<ISpeechToText>(provider => new DeepgramSpeechToText(Clock(provider)))
        .AddSingleton<ISpeechToText>(provider => new FluxSpeechToText(Clock(provider)))
        .AddSingleton<ITextToSpeech, LocalTextToSpeech>()
        .AddSingleton<ITextToSpeech>(provider => new ElevenLabsTextToSpeech(Clock(provider)))
        .AddSingleton(provider => new ChatClients(provider.GetService<TimeProvider>()))
        .AddSingleton<Func<ModelSettings, IChatClient>>(provider => provider.GetRequiredService<ChatClients>().Create)
        .AddSingleton(provider => new EngineHealth(Clock(provider)))
        .AddSingleton<CallEngines>();

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
