using System.Runtime.CompilerServices;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Metering;

/// <summary>A mouth whose characters and sound are counted.</summary>
internal sealed class MeteredTextToSpeech(ITextToSpeech mouth, UsageCounter counter) : ITextToSpeech
{
    public string Name => mouth.Name;

    public TextToSpeechCapabilities Capabilities => mouth.Capabilities;

    public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken) =>
        new Speaker(await mouth.OpenAsync(options, cancellationToken), counter);

    private sealed class Speaker(ISpeaker inner, UsageCounter counter) : ISpeaker
    {
        public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            counter.AddRequest();
            counter.AddCharacters(request.Text.Length);
            await foreach (SpeechAudio piece in inner.SpeakAsync(request, cancellationToken))
            {
                counter.AddAudio(piece.Pcm.Length);
                yield return piece;
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
