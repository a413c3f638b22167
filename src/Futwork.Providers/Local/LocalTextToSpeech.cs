using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local;

/// <summary>The voices of this machine: flite in the process for English, espeak-ng as a program for the languages of India.</summary>
internal sealed class LocalTextToSpeech : ITextToSpeech
{
    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public TextToSpeechCapabilities Capabilities { get; } = new(WordTimings: true, LocalVoices.All);

    /// <inheritdoc/>
    public ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ISpeaker>(new LocalSpeaker(LocalVoices.Choose(options.Voice, options.Language)));
    }
}
