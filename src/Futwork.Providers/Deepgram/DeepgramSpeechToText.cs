using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>Deepgram's Nova models over the streaming endpoint <c>/v1/listen</c> ("Live Audio").</summary>
internal sealed class DeepgramSpeechToText(TimeProvider time) : ISpeechToText
{
    /// <inheritdoc/>
    public string Name => "deepgram";

    /// <inheritdoc/>
    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: false, Partials: true, UsesExpectations: true, [])
    {
        // pipecat-ai/stt-benchmark, 1,000 clips, nova-3.
        TimeToFinal99 = TimeSpan.FromMilliseconds(326),
        NeedsKey = true,
        Models = ["nova-3", "nova-3-medical", "nova-2", "nova-2-phonecall"],
    };

    /// <inheritdoc/>
    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        var plan = DeepgramPlan.For(
            "/v1/listen",
            options.Model ?? Capabilities.Models[0],
            options,
            ("language", DeepgramPlan.Language(options.Language)),
            ("interim_results", "true"),
            ("endpointing", "300"),
            ("vad_events", "true"),
            ("utterance_end_ms", "1000"),
            ("smart_format", "false"),
            ("punctuate", "false"));
        var recognition = new NovaRecognition(time);
        await recognition.ConnectAsync(plan, cancellationToken);
        return recognition;
    }
}
