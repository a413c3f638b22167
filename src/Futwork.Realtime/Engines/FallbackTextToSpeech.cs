using Futwork.Realtime.Speech;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

/// <summary>Several mouths as one: where one fails or falls silent, the next speaks on from the word at which it stopped.</summary>
internal sealed class FallbackTextToSpeech(IReadOnlyList<TextToSpeechChoice> choices, EngineHealth health, TimeProvider time, ILogger logger) : ITextToSpeech
{
    public string Name => choices[0].Engine.Name;

    public TextToSpeechCapabilities Capabilities => choices[0].Engine.Capabilities;

    /// <summary>Opens the first that can be opened; each speaks by its own settings.</summary>
    /// <exception cref="SpeechException">None can; why the first could not.</exception>
    public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken)
    {
        var speaker = new FallbackSpeaker(this, time);
        try
        {
            await health.FirstAsync(choices, choice => speaker.OpenAsync(choice).WaitAsync(cancellationToken), Failed, cancellationToken);
            return speaker;
        }
        catch
        {
            await speaker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Who may speak a text, in order. A lone mouth may try twice.</summary>
    public IReadOnlyList<TextToSpeechChoice> Order() => choices is [var only] ? [only, only] : [.. health.Order(choices)];

    /// <summary>There is another mouth than one.</summary>
    public bool HasOthers => choices.Count > 1;

    public void Failed(TextToSpeechChoice choice, Exception e)
    {
        health.Failed(choice, e);
        logger.VoiceFailed(e, choice.Engine.Name);
    }

    public void Worked(TextToSpeechChoice choice) => health.Worked(choice);
}
