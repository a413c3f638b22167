using System.Threading.Channels;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Support;

/// <summary>A speech-to-text engine that understands what a script says, so long after each end of speech.</summary>
public sealed class ScriptedEars(TimeProvider time) : ISpeechToText
{
    public string Name => "scripted";

    public SpeechToTextCapabilities Capabilities { get; init; } = new(true, true, false, []);

    /// <summary>The results for the coming stretches of speech, in order. Without one, nothing is understood.</summary>
    public Queue<RecognitionResult> Script { get; } = new();

    /// <summary>How long the words take after the end of speech.</summary>
    public int DelayMilliseconds { get; set; } = 100;

    /// <summary>Fails instead of opening.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What it was told to expect, in order.</summary>
    public List<Expectation> Expectations { get; } = [];

    /// <summary>The open ears.</summary>
    public Recognition? Open { get; private set; }

    public ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        Open = new Recognition(this, time);
        return ValueTask.FromResult<IRecognition>(Open);
    }

    public sealed class Recognition(ScriptedEars ears, TimeProvider time) : IRecognition
    {
        private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
        private readonly List<ITimer> _timers = [];

        public ChannelReader<RecognitionResult> Results => _results.Reader;

        public long Samples { get; private set; }

        public bool IsDisposed { get; private set; }

        public void Write(ReadOnlySpan<short> pcm) => Samples += pcm.Length;

        public void SpeechStarted(int samplesAgo)
        {
        }

        public void SpeechEnded()
        {
            RecognitionResult result = ears.Script.TryDequeue(out RecognitionResult? next) ? next : new RecognitionResult("", true);
            var delay = TimeSpan.FromMilliseconds(ears.DelayMilliseconds);
            _timers.Add(time.CreateTimer(_ => Send(result with { EngineTime = delay }), null, delay, Timeout.InfiniteTimeSpan));
        }

        public void Expect(Expectation expectation) => ears.Expectations.Add(expectation);

        /// <summary>Understands something now.</summary>
        public void Send(RecognitionResult result) => _results.Writer.TryWrite(result);

        /// <summary>Breaks.</summary>
        public void Fail() => _results.Writer.TryComplete(new SpeechException("The ears broke."));

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            _timers.ForEach(t => t.Dispose());
            _results.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
