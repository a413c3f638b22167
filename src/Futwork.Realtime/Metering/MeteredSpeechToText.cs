using System.Threading.Channels;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Metering;

/// <summary>Ears whose sound is counted.</summary>
internal sealed class MeteredSpeechToText(ISpeechToText ears, UsageCounter counter) : ISpeechToText
{
    public string Name => ears.Name;

    public SpeechToTextCapabilities Capabilities => ears.Capabilities;

    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        counter.AddRequest();
        return new Recognition(await ears.OpenAsync(options, cancellationToken), counter);
    }

    private sealed class Recognition(IRecognition inner, UsageCounter counter) : IRecognition
    {
        public ChannelReader<RecognitionResult> Results => inner.Results;

        public void Write(ReadOnlySpan<short> pcm)
        {
            counter.AddAudio(pcm.Length);
            inner.Write(pcm);
        }

        public void SpeechStarted(int samplesAgo) => inner.SpeechStarted(samplesAgo);

        public void SpeechEnded() => inner.SpeechEnded();

        public void Expect(Expectation expectation) => inner.Expect(expectation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
