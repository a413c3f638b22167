using System.Runtime.CompilerServices;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>A mouth whose characters and sound are counted.</summary>
internal sealed class MeteredMouth(ITextToSpeech mouth, UsageCounter counter) : ITextToSpeech
{
    public string Name => mouth.Name;

    public TextToSpeechCapabilities Capabilities => mouth.Capabilities;

    public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken) =>
        new Speaker(await mouth.OpenAsync(options, cancellationToken), counter);

    private sealed class Speaker(ISpeaker inner, UsageCounter counter) : ISpeaker
    {
        public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            counter.Asked();
            counter.Spoke(request.Text.Length);
            await using IAsyncEnumerator<SpeechAudio> pieces = inner.SpeakAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(pieces, cancellationToken))
            {
                counter.Heard(pieces.Current.Pcm.Length);
                yield return pieces.Current;
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private async ValueTask<bool> NextAsync(IAsyncEnumerator<SpeechAudio> pieces, CancellationToken cancellationToken)
        {
            try
            {
                return await pieces.MoveNextAsync();
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                counter.Failed();
                throw;
            }
        }
    }
}
