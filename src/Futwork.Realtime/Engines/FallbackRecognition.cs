using System.Threading.Channels;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>The ears of one call, whichever of several they are at the moment.</summary>
internal sealed class FallbackRecognition : IRecognition
{
    /// <summary>Words later than this after the end of speech are no use to the conversation.</summary>
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2.5);

    private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
    private readonly Lock _gate = new();
    private readonly UnansweredSound _sound = new();
    private readonly CancellationTokenSource _over = new();
    private readonly FallbackSpeechToText _all;
    private readonly ITimer _late;
    private readonly Task _listening;
    private Expectation _expectation;
    private CancellationTokenSource _enough = new();
    private IRecognition? _ears;
    private long _offset;
    private int _withheld;

    public FallbackRecognition(FallbackSpeechToText all, SpeechToTextChoice choice, IRecognition ears, Expectation expectation, TimeProvider time)
    {
        (_all, _ears, _expectation) = (all, ears, expectation);
        _late = time.CreateTimer(_ => Late(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _listening = ListenAsync(choice, ears);
    }

    public ChannelReader<RecognitionResult> Results => _results.Reader;

    public void Write(ReadOnlySpan<short> pcm)
    {
        lock (_gate)
        {
            _sound.Write(pcm);
            _ears?.Write(pcm);
        }
    }

    public void SpeechStarted(int samplesAgo)
    {
        lock (_gate)
        {
            _sound.Started(samplesAgo);
            _ears?.SpeechStarted(samplesAgo);
        }
    }

    public void SpeechEnded()
    {
        lock (_gate)
        {
            _sound.Ended();
            Await();
            _ears?.SpeechEnded();
        }
    }

    public void Expect(Expectation expectation)
    {
        lock (_gate)
        {
            _expectation = expectation;
            _ears?.Expect(expectation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _over.Cancel();
        await _late.DisposeAsync();
        await _listening;
        _over.Dispose();
        _enough.Dispose();
    }

    private async Task ListenAsync(SpeechToTextChoice choice, IRecognition ears)
    {
        int failures = 0;
        Exception? failure = null;
        try
        {
            while (true)
            {
                (bool heard, failure) = await ReadAsync(ears);
                Task ending = EndAsync(ears);
                if (_over.IsCancellationRequested || failure is null)
                {
                    await ending;
                    break;
                }

                _all.Failed(choice, failure);
                failures = heard ? 1 : failures + 1;
                if (failures > _all.Count)
                    break;
                (choice, ears) = await _all.OpenNextAsync(_expectation, _over.Token);
                TakeOver(ears);
            }
        }
        // Whatever a vendor throws is told to whoever reads the results.
        catch (Exception e)
        {
            failure = e;
        }

        _results.Writer.TryComplete(_over.IsCancellationRequested ? null : failure);
    }

    /// <summary>Passes results on until the ears fail or are given up.</summary>
    private async Task<(bool Heard, Exception? Failure)> ReadAsync(IRecognition ears)
    {
        bool heard = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, _enough.Token);
        try
        {
            while (await ears.Results.WaitToReadAsync(stop.Token))
            {
                while (ears.Results.TryRead(out RecognitionResult? result))
                {
                    heard = true;
                    Pass(result);
                }
            }

            return (heard, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (heard, new SpeechException("The ears sent no words in time after the end of speech.") { Kind = SpeechFailure.TimedOut });
        }
        // Whatever a vendor throws, other ears may hear.
        catch (Exception e)
        {
            return (heard, e);
        }
        finally
        {
            lock (_gate)
                _ears = null;
        }
    }

    private void Pass(RecognitionResult result)
    {
        lock (_gate)
        {
            // Others may still hear what these missed.
            if (result.IsStandIn && result.Text.Length == 0 && _all.Count > 1)
            {
                _withheld++;
                return;
            }

            if (_withheld > 0 && result.IsFinal && !result.EndsSpeech)
            {
                _withheld--;
                result = result with { EndsSpeech = true };
            }

            _sound.Answered(result, _offset);
            Await();
        }

        _results.Writer.TryWrite(_offset == 0 || result.Words.Count == 0
            ? result
            : result with { Words = [.. result.Words.Select(w => w with { StartSample = w.StartSample + _offset, EndSample = w.EndSample + _offset })] });
    }

    private void TakeOver(IRecognition ears)
    {
        lock (_gate)
        {
            _enough.Dispose();
            _enough = new CancellationTokenSource();
            ears.Expect(_expectation);
            _offset = _sound.Replay(ears);
            _withheld = 0;
            _ears = ears;
            Await();
        }
    }

    /// <summary>Words are owed, or none are. Lone ears are waited for: nobody else could hear better.</summary>
    private void Await() =>
        _late.Change(_sound.Owed > 0 && _all.Count > 1 && _ears is not null ? AnswerDeadline : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Late()
    {
        lock (_gate)
            _enough.Cancel();
    }

    private static async Task EndAsync(IRecognition ears)
    {
        try
        {
            await ears.DisposeAsync();
        }
        catch (Exception)
        {
            // They have failed already: nobody needs them any more.
        }
    }
}
