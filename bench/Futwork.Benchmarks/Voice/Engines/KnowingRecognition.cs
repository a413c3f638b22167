using System.Threading.Channels;
using Futwork.Benchmarks.Voice.Callers;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Voice.Engines;

/// <summary>The ears of one call that are told what they hear.</summary>
internal sealed class KnowingRecognition(TimeProvider time, TimeSpan delay) : IRecognition
{
    private const double Confidence = 0.9;
    private static readonly TimeSpan WithoutWords = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan PartialDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);
    private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
    private readonly List<ITimer> _timers = [];
    private readonly List<SoundWord> _pending = [];
    private long _callBegan;
    private long _position;
    private bool _speech;
    private int _owed;

    public ChannelReader<RecognitionResult> Results => _results.Reader;

    public void CallBegins() => _callBegan = time.GetTimestamp();

    public void Begins(IReadOnlyList<SoundWord> words)
    {
        _pending.AddRange(words);
        foreach (SoundWord word in words)
            At(word, PartialDelay, w => Heard(w, isLast: w == words[^1]));
    }

    public void Write(ReadOnlySpan<short> pcm) => _position += pcm.Length;

    public void SpeechStarted(int samplesAgo) => _speech = true;

    public void SpeechEnded()
    {
        _speech = false;
        _owed++;
        int count = _pending.Count(w => w.Start < _position);
        if (count == 0)
            Later(WithoutWords, Answer);
        else
            At(_pending[count - 1], delay, word =>
            {
                Finish(word);
                Answer();
            });
    }

    public void Expect(Expectation expectation)
    {
        // It is told what it hears; it needs no hint.
    }

    public ValueTask DisposeAsync()
    {
        _timers.ForEach(t => t.Dispose());
        _results.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Voice activity that missed the sound altogether ends nothing: then the vendor's own silence does.</summary>
    private void Heard(SoundWord word, bool isLast)
    {
        if (isLast && !_speech)
            Finish(word);
        else if (_pending.IndexOf(word) is >= 0 and var index)
            Send(index + 1, isFinal: false);
    }

    private void Finish(SoundWord last)
    {
        int words = _pending.IndexOf(last) + 1;
        if (words == 0)
            return;
        Send(words, isFinal: true);
        _pending.RemoveRange(0, words);
    }

    /// <summary>Every end of speech has its answer, if only an empty one.</summary>
    private void Answer()
    {
        if (_owed > 0)
            Send(0, isFinal: true);
    }

    private void Send(int words, bool isFinal)
    {
        SoundWord[] said = [.. _pending.Take(words)];
        _results.Writer.TryWrite(new RecognitionResult(string.Join(' ', said.Select(w => w.Text)), isFinal, Confidence)
        {
            EndsSpeech = isFinal && _owed > 0,
            EngineTime = delay,
            Words = [.. said.Select(w => new RecognisedWord(w.Text, w.Start, w.End, Confidence))],
        });
        _owed -= isFinal && _owed > 0 ? 1 : 0;
    }

    /// <summary>So long after a word was said; at once when that is over.</summary>
    private void At(SoundWord word, TimeSpan after, Action<SoundWord> action) =>
        Later(PhoneAudio.Duration(word.End) + after - time.GetElapsedTime(_callBegan), () => action(word));

    /// <summary>A timer that has fired goes: virtual time looks through all there are, at every millisecond.</summary>
    private void Later(TimeSpan wait, Action action)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers.Add(timer);
        timer.Change(wait < AtOnce ? AtOnce : wait, Timeout.InfiniteTimeSpan);

        void Fire()
        {
            timer!.Dispose();
            _timers.Remove(timer);
            action();
        }
    }
}
