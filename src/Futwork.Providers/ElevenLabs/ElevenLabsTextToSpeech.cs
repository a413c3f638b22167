using Futwork.Realtime.Speech;

namespace Futwork.Providers.ElevenLabs;

/// <summary>ElevenLabs over the multi-context socket (<c>/v1/text-to-speech/{voice}/multi-stream-input</c>): one connection for a call, one context for each text.</summary>
internal sealed class ElevenLabsTextToSpeech(TimeProvider time) : ITextToSpeech
{
    // The languages of the Flash and Turbo v2.5 models.
    private static readonly string[] Known =
    [
        "en", "hi", "ta", "ar", "bg", "cs", "da", "de", "el", "es", "fi", "fil", "fr", "hr", "hu", "id",
        "it", "ja", "ko", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sv", "tr", "uk", "vi", "zh",
    ];

    /// <inheritdoc/>
    public string Name => "elevenlabs";

    /// <inheritdoc/>
    public TextToSpeechCapabilities Capabilities { get; } = new(WordTimings: true, [])
    {
        NeedsKey = true,
        NeedsVoice = true,
        Models = ["eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2"],
        Languages = Known,
    };

    /// <inheritdoc/>
    public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken)
    {
        var speaker = new ElevenLabsSpeaker(ElevenLabsPlan.For(options, options.Model ?? Capabilities.Models[0], Known), time);
        try
        {
            await speaker.ConnectAsync(cancellationToken);
            return speaker;
        }
        catch
        {
            await speaker.DisposeAsync();
            throw;
        }
    }
}
