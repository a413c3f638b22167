using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;

namespace Futwork.Benchmarks.Delay;

/// <summary>
/// Measures, on one call, from the last input that a reply needs to its first outgoing frame. The last input is the recogniser's final
/// words: they come so late that every wait of turn-taking is over, and the mind and the voice answer at once.
/// </summary>
internal sealed class DelayProbe(ConcurrentBag<double> milliseconds) : ISpeechToText
{
    private static readonly TimeSpan WordsAfter = TimeSpan.FromMilliseconds(700);

    // The voice makes the sound of its three sentences once; those replies would measure the synthesis.
    private const int Warming = 3;
    private int _replies;
    private long _wordsAt;

    public string Name => "late";

    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: true, Partials: false, UsesExpectations: false, []);

    public ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IRecognition>(new Recognition(this));

    /// <summary>The leg with the probe between conversation and line.</summary>
    public ICallLeg Around(ICallLeg leg) => new Leg(leg, this);

    private void Said() => Volatile.Write(ref _wordsAt, Stopwatch.GetTimestamp());

    /// <summary>Called on the media clock, with the frame that leaves next.</summary>
    private void Leaves(ReadOnlySpan<short> frame)
    {
        if (Volatile.Read(ref _wordsAt) is not 0 and var since && frame.ContainsAnyExcept((short)0))
        {
            if (++_replies > Warming)
                milliseconds.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            Volatile.Write(ref _wordsAt, 0);
        }
    }

    private sealed class Recognition(DelayProbe probe) : IRecognition
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

        public void SpeechEnded() => _ = FinishAsync();

        public void Expect(Expectation expectation)
        {
            // It understands one sentence.
        }

        public ValueTask DisposeAsync()
        {
            _results.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        private async Task FinishAsync()
        {
            await Task.Delay(WordsAfter, TimeProvider.System);
            probe.Said();
            _results.Writer.TryWrite(new RecognitionResult("yes please tell me more about it", IsFinal: true));
        }
    }

    private sealed class Leg(ICallLeg inner, DelayProbe probe) : ICallLeg
    {
        public string ProviderCallId => inner.ProviderCallId;

        public Task<LegAnswer> Answer => inner.Answer;

        public Task<LegEnding> Ended => inner.Ended;

        public LineQuality? Quality => inner.Quality;

        public void Attach(ICallAudio audio) => inner.Attach(new Line(audio, probe));

        public void SendDigits(string digits) => inner.SendDigits(digits);

        public Task<LegTransfer> TransferAsync(string number) => inner.TransferAsync(number);

        public Task<LegTransfer> TransferAsync(ICallLeg other) => inner.TransferAsync(other);

        public ValueTask HangUpAsync() => inner.HangUpAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Line(ICallAudio inner, DelayProbe probe) : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            inner.OnFrame(heard, say);
            probe.Leaves(say);
        }

        public void OnHeld(bool isHeld) => inner.OnHeld(isHeld);

        public void OnSkipped(int frames) => inner.OnSkipped(frames);

        public void OnDigit(char digit) => inner.OnDigit(digit);
    }
}
