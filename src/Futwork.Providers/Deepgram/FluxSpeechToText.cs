using Futwork.Realtime.Speech;

namespace Futwork.Providers.Deepgram;

/// <summary>Deepgram's Flux models over <c>/v2/listen</c> ("Conversational speech recognition"), which tell when a turn is over.</summary>
internal sealed class FluxSpeechToText(TimeProvider time) : ISpeechToText
{
    private const string English = "flux-general-en";
    private const string Several = "flux-general-multi";

    /// <inheritdoc/>
    public string Name => "deepgram-flux";

    /// <inheritdoc/>
    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: false, Partials: true, UsesExpectations: true, [])
    {
        EndOfTurn = true,
        NeedsKey = true,
        Models = [English, Several],
    };

    /// <inheritdoc/>
    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        string language = DeepgramPlan.Language(options.Language).Split('-')[0];
        string model = options.Model ?? (language is "en" ? English : Several);
        if (model is English && language is not "en")
            throw new SpeechException($"Deepgram's {English} understands English only, not {options.Language}. Choose {Several}.") { Kind = SpeechFailure.Refused };
        (string, string)[] hint = model is Several && language is not "multi" ? [("language_hint", language)] : [];
        var plan = DeepgramPlan.For(
            "/v2/listen", model, options, [("eot_threshold", "0.7"), ("eager_eot_threshold", "0.5"), ("eot_timeout_ms", "5000"), .. hint]);
        var recognition = new FluxRecognition(time);
        await recognition.ConnectAsync(plan, cancellationToken);
        return recognition;
    }
}
