using System.Runtime.CompilerServices;
using Futwork.Providers.Local.Text;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local;

/// <summary>
/// The voices of this machine: flite in the process for English, espeak-ng as a program for the languages of India. A text
/// is spoken sentence by sentence, so that the first is heard while the others are not yet made.
/// </summary>
internal sealed class LocalTextToSpeech : ITextToSpeech
{
    private static readonly int PauseBetweenSentences = PhoneAudio.Samples(TimeSpan.FromMilliseconds(220));

    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public TextToSpeechCapabilities Capabilities { get; } = new(WordTimings: true, LocalVoices.All);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var voice = LocalVoices.Choose(request.Voice, request.Language);
        var samples = 0;
        foreach (var sentence in Sentences.Split(request.Text, voice.Speakable))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var audio = await voice.SpeakAsync(sentence, samples, samples is 0 ? 0 : PauseBetweenSentences, cancellationToken);
            samples += audio.Pcm.Length;
            yield return audio;
        }
    }
}
