using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>
/// The ears of one call. The call's thread only copies sound and leaves commands; one loop decodes. A partial pass is left out when all
/// processors are busy with others; a final one waits for its turn.
/// </summary>
internal sealed class SphinxRecognition : IRecognition
{
    private const int PendingCommands = 64;
    private static readonly int PreRoll = PhoneAudio.Samples(TimeSpan.FromMilliseconds(300));
    private static readonly int PartialEvery = PhoneAudio.Samples(TimeSpan.FromMilliseconds(100));
    private static readonly SemaphoreSlim Processors = new(Environment.ProcessorCount);
    private readonly Lock _lock = new();
    private readonly History _history = new(PhoneAudio.Samples(TimeSpan.FromSeconds(1.5)));
    private readonly Channel<Command> _commands = Channel.CreateBounded<Command>(PendingCommands);
    private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
    private readonly CancellationTokenSource _stop = new();
    private readonly GrammarCache _grammars;
    private readonly TimeProvider _time;
    private readonly Task _work;
    private GrammarLease _grammar;
    private Expectation? _next;
    private Utterance? _utterance;
    private int _announced;
    private bool _disposed;

    public SphinxRecognition(GrammarCache grammars, Expectation initial, TimeProvider time)
    {
        _grammars = grammars;
        _time = time;
        _grammar = grammars.Acquire(initial);
        _work = Task.Run(WorkAsync);
    }

    /// <inheritdoc/>
    public ChannelReader<RecognitionResult> Results => _results.Reader;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> pcm)
    {
        lock (_lock)
        {
            _history.Append(pcm);
            if (_utterance is null)
                return;
            var length = _utterance.Append(pcm);
            if (length - _announced < PartialEvery)
                return;
            _announced = length;
        }

        // A full queue means that decoding lags: the next pass will hear all of it.
        if (_commands.Reader.Count is 0)
            _commands.Writer.TryWrite(new Command.Advance());
    }

    /// <inheritdoc/>
    public void SpeechStarted(int samplesAgo)
    {
        lock (_lock)
        {
            if (_utterance is not null)
                return;
            _utterance = new Utterance();
            _announced = _utterance.Append(_history.Last(samplesAgo + PreRoll));
            Post(new Command.Begin(_utterance));
        }
    }

    /// <inheritdoc/>
    public void SpeechEnded()
    {
        lock (_lock)
        {
            if (_utterance is null)
                return;
            _utterance.EndedAt = _time.GetTimestamp();
            Post(new Command.Finish(_utterance));
            _utterance = null;
        }
    }

    /// <inheritdoc/>
    public void Expect(Expectation expectation) => Post(new Command.Expect(expectation));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private void Post(Command command)
    {
        if (!_commands.Writer.TryWrite(command) && !_stop.IsCancellationRequested)
            _results.Writer.TryComplete(new SpeechException("The recogniser lags so far behind the call that it had to give up. The machine has too many calls for its processors."));
    }

    private async Task WorkAsync()
    {
        UtteranceDecoding? decoding = null;
        try
        {
            await foreach (var command in _commands.Reader.ReadAllAsync(_stop.Token))
                decoding = await ObeyAsync(command, decoding);
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
        catch (Exception failure)
        {
            _results.Writer.TryComplete(failure as SpeechException ?? new SpeechException("The local recogniser failed.", failure));
        }
        finally
        {
            decoding?.Dispose();
            _grammar.Dispose();
            _results.Writer.TryComplete();
        }
    }

    private async Task<UtteranceDecoding?> ObeyAsync(Command command, UtteranceDecoding? decoding)
    {
        switch (command)
        {
            case Command.Expect expect:
                _next = expect.Expectation;
                await ChangeGrammarAsync(decoding);
                return decoding;
            case Command.Begin begin:
                return new UtteranceDecoding(_grammar.Grammar, begin.Utterance);
            case Command.Advance when decoding is not null && Processors.Wait(0):
                Partial(decoding);
                return decoding;
            case Command.Finish finish when decoding is not null:
                await FinishAsync(decoding, finish.Utterance);
                await ChangeGrammarAsync(decoding: null);
                return null;
            default:
                return decoding;
        }
    }

    // An utterance that has begun is heard to its end by what was expected when it began.
    private async Task ChangeGrammarAsync(UtteranceDecoding? decoding)
    {
        if (_next is null || decoding is not null)
            return;
        await Processors.WaitAsync(_stop.Token);
        try
        {
            var next = _grammars.Acquire(_next);
            _grammar.Dispose();
            (_grammar, _next) = (next, null);
        }
        finally
        {
            Processors.Release();
        }
    }

    private void Partial(UtteranceDecoding decoding)
    {
        try
        {
            if (decoding.Advance() is { } result)
                _results.Writer.TryWrite(result);
        }
        finally
        {
            Processors.Release();
        }
    }

    private async Task FinishAsync(UtteranceDecoding decoding, Utterance utterance)
    {
        await Processors.WaitAsync(_stop.Token);
        try
        {
            var result = decoding.Finish();
            _results.Writer.TryWrite(result with { EngineTime = _time.GetElapsedTime(utterance.EndedAt) });
            decoding.Dispose();
        }
        finally
        {
            Processors.Release();
        }
    }

    private abstract record Command
    {
        public sealed record Expect(Expectation Expectation) : Command;

        public sealed record Begin(Utterance Utterance) : Command;

        public sealed record Advance : Command;

        public sealed record Finish(Utterance Utterance) : Command;
    }
}
