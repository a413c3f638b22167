using System.Threading.Channels;
using Futwork.Realtime.Engines.Redaction;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>Ears that keep certain numbers and addresses to themselves: nobody behind them, neither model nor transcript, ever sees them.</summary>
internal sealed class RedactingEars(ISpeechToText ears, Redactor redactor) : ISpeechToText
{
    public string Name => ears.Name;

    public SpeechToTextCapabilities Capabilities => ears.Capabilities;

    public async ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken) =>
        new Recognition(await ears.OpenAsync(options, cancellationToken), redactor);

    private sealed class Recognition : IRecognition
    {
        private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
        private readonly IRecognition _inner;
        private readonly Redactor _redactor;
        private readonly Task _reading;

        public Recognition(IRecognition inner, Redactor redactor)
        {
            (_inner, _redactor) = (inner, redactor);
            _reading = ReadAsync();
        }

        public ChannelReader<RecognitionResult> Results => _results.Reader;

        public void Write(ReadOnlySpan<short> pcm) => _inner.Write(pcm);

        public void SpeechStarted(int samplesAgo) => _inner.SpeechStarted(samplesAgo);

        public void SpeechEnded() => _inner.SpeechEnded();

        public void Expect(Expectation expectation) => _inner.Expect(expectation);

        public async ValueTask DisposeAsync()
        {
            await _inner.DisposeAsync();
            await _reading;
        }

        private async Task ReadAsync()
        {
            Exception? failure = null;
            try
            {
                while (await _inner.Results.WaitToReadAsync())
                {
                    while (_inner.Results.TryRead(out RecognitionResult? result))
                        _results.Writer.TryWrite(Redacted(result));
                }
            }
#pragma warning disable CA1031 // Told to whoever reads the results.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            _results.Writer.TryComplete(failure);
        }

        private RecognitionResult Redacted(RecognitionResult result)
        {
            string text = _redactor.Redact(result.Text, result.IsFinal);
            return text == result.Text ? result : result with { Text = text, Words = [] };
        }
    }
}
