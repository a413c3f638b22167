using Futwork.Realtime.Conversation;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

/// <summary>The engines of one call, each with everything wrapped around it.</summary>
/// <param name="SpeechToText">The ears.</param>
/// <param name="TextToSpeech">The mouth.</param>
/// <param name="Model">The language model; null when the agent has none.</param>
/// <param name="Usage">Counts what they do.</param>
public sealed record EngineSet(ISpeechToText SpeechToText, ITextToSpeech TextToSpeech, IChatClient? Model, UsageMeter Usage);

/// <summary>Makes the engines of a call out of what its agent names, and puts the wrappers around them.</summary>
public sealed class CallEngines(
    IEnumerable<ISpeechToText> ears,
    IEnumerable<ITextToSpeech> mouths,
    Func<ModelSettings, IChatClient> models,
    EnginePrices prices,
    EngineHealth health,
    TimeProvider time,
    ILogger<CallEngines> logger)
{
    /// <summary>From the vendor outwards: what it does is counted, then come deadline and fallback to the next vendor.</summary>
    /// <exception cref="InvalidOperationException">The agent names an engine that this server does not have.</exception>
    public EngineSet Open(AgentDefinition agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var usage = new UsageMeter(prices);
        SpeechToTextChoice[] listeners = [.. agent.Listening.All().Select(settings => Ears(settings, agent.Language, usage))];
        TextToSpeechChoice[] speakers = [.. agent.Voice.All().Select(settings => Mouth(settings, agent.Language, usage))];
        return new EngineSet(
            new FallbackSpeechToText(listeners, health, time, logger),
            new FallbackTextToSpeech(speakers, health, time, logger),
            agent.Prompt is { } prompt ? Model(prompt, usage) : null,
            usage);
    }

    /// <summary>The language model of a prompt, with its deadline and its fallbacks.</summary>
    /// <param name="prompt">The settings.</param>
    /// <param name="usage">Where to count what it does.</param>
    public IChatClient Model(PromptSettings prompt, UsageMeter usage)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(usage);
        return new FallbackModel(
            [.. prompt.Models().Select(settings => Model(settings, usage))],
            TimeSpan.FromMilliseconds(prompt.FirstTokenMilliseconds), health, time, logger);
    }

    /// <summary>Really connects to every engine that an agent names, all at once: opens the ears, speaks one word, asks for one token.</summary>
    /// <exception cref="InvalidOperationException">The agent names an engine that this server does not have.</exception>
    public Task<EngineTest[]> TestAsync(AgentDefinition agent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var tester = new EngineTester(time);
        IEnumerable<Task<EngineTest>> tests =
        [
            .. agent.Listening.All().Select((s, i) =>
                tester.EarsAsync(Ears(s.Engine), s.Options(agent.Language), Untested("/listening", i, s.Engine, s.Model), cancellationToken)),
            .. agent.Voice.All().Select((s, i) =>
                tester.MouthAsync(Mouth(s.Engine), s.Options(agent.Language), Untested("/voice", i, s.Engine, s.Model), cancellationToken)),
            .. (agent.Prompt?.Models() ?? []).Select((s, i) =>
                tester.ModelAsync(models(s), Untested("/prompt", i, s.Provider, s.Model), cancellationToken)),
        ];
        return Task.WhenAll(tests);
    }

    private static EngineTest Untested(string at, int index, string engine, string? model) =>
        new(index == 0 ? at : $"{at}/fallbacks/{index - 1}", engine, model, false, 0, null);

    private ModelChoice Model(ModelSettings settings, UsageMeter usage)
    {
        UsageCounter counter = usage.For(EngineUsage.LanguageModel, settings.Provider, settings.Model);
        return new ModelChoice(settings, new MeteredModel(models(settings), counter)) { Counter = counter };
    }

    private SpeechToTextChoice Ears(ListeningSettings settings, string language, UsageMeter usage)
    {
        UsageCounter counter = usage.For(EngineUsage.SpeechToText, settings.Engine, settings.Model);
        return new SpeechToTextChoice(new MeteredSpeechToText(Ears(settings.Engine), counter), settings.Options(language)) { Counter = counter };
    }

    private TextToSpeechChoice Mouth(VoiceSettings settings, string language, UsageMeter usage)
    {
        UsageCounter counter = usage.For(EngineUsage.TextToSpeech, settings.Engine, settings.Model);
        return new TextToSpeechChoice(new MeteredTextToSpeech(Mouth(settings.Engine), counter), settings.Options(language)) { Counter = counter };
    }

    private ISpeechToText Ears(string name) =>
        ears.LastOrDefault(e => e.Name == name) ?? throw new InvalidOperationException($"There is no speech-to-text engine '{name}'.");

    private ITextToSpeech Mouth(string name) =>
        mouths.LastOrDefault(e => e.Name == name) ?? throw new InvalidOperationException($"There is no text-to-speech engine '{name}'.");
}
