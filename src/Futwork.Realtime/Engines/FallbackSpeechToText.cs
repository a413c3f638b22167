using Futwork.Realtime.Speech;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

/// <summary>Several ears as one: those that fail are followed by the next, which are given the sound of the unfinished utterance.</summary>
internal sealed class FallbackSpeechToText(IReadOnlyList<SpeechToTextChoice> choices, EngineHealth health, TimeProvider time, ILogger logger) : ISpeechToText
{
    public string Name => choices[0].Engine.Name;

    public SpeechToTextCapabilities Capabilities => choices[0].Engine.Capabilities;

    /// <summary>How many there are.</summary>
    public int Count => choices.Count;

    /// <summary>Opens the first that can be opened; what to expect is told by the conversation, the rest by each one's own settings.</summary>
    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        (SpeechToTextChoice choice, IRecognition ears) = await OpenNextAsync(options.Initial, cancellationToken);
        return new FallbackRecognition(this, choice, ears, options.Initial, time);
    }

    /// <summary>Opens the next that can be opened, the one that failed last among them at the end.</summary>
    /// <exception cref="SpeechException">None can; why the first could not.</exception>
    public Task<(SpeechToTextChoice Choice, IRecognition Ears)> OpenNextAsync(Expectation expectation, CancellationToken cancellationToken) => health.FirstAsync(
        choices, choice => choice.Engine.OpenAsync(choice.Options with { Initial = expectation }, cancellationToken).AsTask(), Failed, cancellationToken);

    public void Failed(SpeechToTextChoice choice, Exception e)
    {
        health.Failed(choice, e);
        logger.EarsFailed(e, choice.Engine.Name);
    }
}
