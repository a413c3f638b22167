using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Futwork.Providers.Local;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Calls;

/// <summary>Real speech at no cost: each text is synthesised once and kept.</summary>
internal sealed class InstantVoice : ITextToSpeech
{
    private readonly LocalTextToSpeech _voice = new();
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<SpeechAudio>>> _spoken = new();

    public string Name => "instant";

    public TextToSpeechCapabilities Capabilities => _voice.Capabilities;

    public ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISpeaker>(new Speaker(text => _spoken.GetOrAdd(text, _ => _voice.SpeakWholeAsync(options, text, CancellationToken.None))));

    private sealed class Speaker(Func<string, Task<IReadOnlyList<SpeechAudio>>> spoken) : ISpeaker
    {
        public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var piece in await spoken(request.Text))
                yield return piece;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Understands the same sentence at the end of every speech, at once: what is measured is everything but the recogniser.</summary>
internal sealed class InstantEars : ISpeechToText
{
    public string Name => "instant";

    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: true, Partials: false, UsesExpectations: false, []);

    public ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken) => ValueTask.FromResult<IRecognition>(new Recognition());

    private sealed class Recognition : IRecognition
    {
        private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();

        public ChannelReader<RecognitionResult> Results => _results.Reader;

        public void Write(ReadOnlySpan<short> pcm)
        {
            // It needs no sound.
        }

        public void SpeechStarted(int samplesAgo)
        {
            // Only ends matter.
        }

        public void SpeechEnded() => _results.Writer.TryWrite(new RecognitionResult("yes please tell me more about it", IsFinal: true));

        public void Expect(Expectation expectation)
        {
            // It understands one sentence.
        }

        public ValueTask DisposeAsync()
        {
            _results.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
