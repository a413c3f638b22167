using Futwork.Realtime.Speech;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

/// <summary>Several mouths as one: where one fails or falls silent, the next speaks on from the word at which it stopped.</summary>
internal sealed class FallbackMouth(IReadOnlyList<MouthChoice> choices, EngineHealth health, TimeProvider time, ILogger logger) : ITextToSpeech
{
    private int _passedOver;

    /// <summary>
    /// The one that would speak now, as it was opened: what is kept of its sound is not taken for that of another. Another name after each text that the
    /// next spoke in its place, so that this is not kept as its sound.
    /// </summary>
    public string Name => Volatile.Read(ref _passedOver) is > 0 and var texts ? $"{Order()[0].Sound} {texts}" : Order()[0].Sound;

    public TextToSpeechCapabilities Capabilities => choices[0].Engine.Capabilities;

    /// <summary>Opens the first that can be opened; each speaks by its own settings.</summary>
    /// <exception cref="SpeechException">None can; why the first could not.</exception>
    public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken)
    {
        var speaker = new FallbackSpeaker(this, time);
        Exception? failure = null;
        foreach (MouthChoice choice in health.Order(choices))
        {
            try
            {
                await speaker.OpenAsync(choice).WaitAsync(cancellationToken);
                return speaker;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(choice, e);
                failure ??= e;
            }
            catch
            {
                await speaker.DisposeAsync();
                throw;
            }
        }

        await speaker.DisposeAsync();
        throw failure!;
    }

    /// <summary>Who may speak a text, in order. A lone mouth may try twice.</summary>
    public IReadOnlyList<MouthChoice> Order() => choices is [var only] ? [only, only] : [.. health.Order(choices)];

    /// <summary>There is another mouth than one.</summary>
    public bool HasOthers => choices.Count > 1;

    public void Failed(MouthChoice choice, Exception e)
    {
        choice.Counter?.Failed();
        health.Failed(choice.Key, (e as SpeechException)?.RetryAfter);
        logger.VoiceFailed(e, choice.Engine.Name);
    }

    /// <summary>It has no voice for a text, and the next is asked for that one.</summary>
    public void PassedOver()
    {
        if (HasOthers)
            Interlocked.Increment(ref _passedOver);
    }

    public void Worked(MouthChoice choice) => health.Worked(choice.Key);
}
