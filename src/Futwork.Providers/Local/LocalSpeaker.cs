using System.Runtime.CompilerServices;
using Futwork.Providers.Local.Text;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local;

/// <summary>One voice of this machine. A text is spoken sentence by sentence, so that the first is heard while the others are not yet made.</summary>
internal sealed class LocalSpeaker(LocalVoice voice) : ISpeaker
{
    private static readonly int PauseBetweenSentences = PhoneAudio.Samples(TimeSpan.FromMilliseconds(220));
    private volatile bool _disposed;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var samples = 0;
        foreach (var sentence in Sentences.Split(request.Text, voice.Speakable))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_disposed)
                throw new SpeechException("The mouth was closed while it spoke.");
            var audio = await voice.SpeakAsync(sentence, samples, samples is 0 ? 0 : PauseBetweenSentences, cancellationToken);
            samples += audio.Pcm.Length;
            yield return audio;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }
}
