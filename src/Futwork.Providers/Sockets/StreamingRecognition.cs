using System.Text.Json;
using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Sockets;

/// <summary>What a vendor heard. Samples count from the beginning of the call.</summary>
/// <param name="Text">The words.</param>
/// <param name="IsFinal">They will not change.</param>
/// <param name="End">The sample up to which the vendor has listened.</param>
internal readonly record struct Heard(string Text, bool IsFinal, long End)
{
    public double Confidence { get; init; } = 1;

    public IReadOnlyList<RecognisedWord> Words { get; init; } = [];

    public TurnSignal Turn { get; init; }

    /// <summary>The vendor answers the oldest end of speech with it, wherever it stopped listening.</summary>
    public bool AnswersEnd { get; init; }
}

/// <summary>
/// The ears of one call at a vendor that listens continuously over a socket. Sound goes out as 8 kHz µ-law; what comes back
/// is set against the ends of speech that were noticed here. A vendor adds its messages.
/// </summary>
internal abstract class StreamingRecognition : IRecognition, ISocketUser
{
    private readonly Lock _lock = new();
    private readonly Channel<RecognitionResult> _results = Channel.CreateUnbounded<RecognitionResult>();
    private readonly SoundBacklog _sound = new();
    private readonly SpeechEnds _ends;

    /// <summary>The end of speech that was answered by what was heard so far, since the vendor was late; -1: none was.</summary>
    private long _stoodInFor = -1;
    private readonly TimeProvider _time;
    private VendorSocket? _socket;
    private string _partial = "";
    private bool _speech;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="answerLimit">How long an end of speech waits for its answer before it is answered with the words there are.</param>
    protected StreamingRecognition(TimeProvider time, TimeSpan answerLimit) => (_time, _ends) = (time, new SpeechEnds(time, answerLimit, AnswerLate));

    /// <inheritdoc/>
    public ChannelReader<RecognitionResult> Results => _results.Reader;

    /// <summary>Tells the vendor that speech ended; null when its protocol has no word for it.</summary>
    protected virtual SocketFrame? EndOfSpeech => null;

    /// <summary>What keeps an idle connection alive; null when nothing has to.</summary>
    protected virtual SocketFrame? Alive => null;

    /// <summary>The vendor answers sound even when nobody speaks, so that its silence means something.</summary>
    protected virtual bool AnswersSilence => false;

    /// <summary>The sample of the call at which the vendor's own clock begins.</summary>
    protected long Origin { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SpeechException">The vendor refused, or cannot be reached.</exception>
    public async Task ConnectAsync(SocketPlan plan, CancellationToken cancellationToken) =>
        _socket = await VendorSocket.ConnectAsync(plan, this, _time, cancellationToken);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> pcm)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            Send(SocketFrame.Binary(_sound.Append(pcm)));
            if (AnswersSilence)
                _socket?.Owe();
        }
    }

    /// <inheritdoc/>
    public void SpeechStarted(int samplesAgo)
    {
        lock (_lock)
            _speech = !_disposed;
    }

    /// <inheritdoc/>
    public void SpeechEnded()
    {
        lock (_lock)
        {
            if (!_speech || _disposed)
                return;
            _speech = false;
            _ends.Add(_sound.Written);
            if (EndOfSpeech is { } frame)
                Send(frame);
            _socket?.Owe();
        }
    }

    /// <inheritdoc/>
    public virtual void Expect(Expectation expectation)
    {
        // Most vendors take their vocabulary with the connection only.
    }

    /// <inheritdoc/>
    public void Received(SocketFrame message)
    {
        using var json = JsonDocument.Parse(message.Data);
        lock (_lock)
        {
            if (!_disposed)
                Read(json.RootElement);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SocketFrame> Resumed(VendorSocket socket)
    {
        lock (_lock)
        {
            socket.StartAnew();
            _stoodInFor = -1;
            var (start, pieces) = _sound.Unsettled();
            Origin = start;
            List<SocketFrame> frames = [.. pieces.Select(piece => SocketFrame.Binary(piece))];
            if (_ends.Count > 0)
                socket.Owe();
            if (_ends.Count > 0 && EndOfSpeech is { } end)
                frames.Add(end);
            return frames;
        }
    }

    /// <inheritdoc/>
    public SocketFrame? KeepAlive()
    {
        lock (_lock)
            return Alive;
    }

    /// <inheritdoc/>
    public void Failed(SpeechException failure) => _results.Writer.TryComplete(failure);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ends.Dispose();
        }

        if (_socket is { } socket)
            await socket.DisposeAsync();
        _results.Writer.TryComplete();
    }

    /// <summary>Reads a message of the vendor; calls <see cref="Take"/> for what was heard.</summary>
    protected abstract void Read(JsonElement message);

    /// <summary>Sends a message of the vendor's protocol.</summary>
    protected void Send(SocketFrame frame) => _socket?.TrySend(frame);

    /// <summary>A time on the vendor's clock as a sample of the call.</summary>
    protected long Sample(double seconds) => Origin + (long)Math.Round(seconds * PhoneAudio.SampleRate);

    /// <summary>The vendor heard something.</summary>
    protected void Take(Heard heard)
    {
        _socket?.Answered();
        TimeSpan waited = _ends.Waited;
        int answers = _ends.Answer(heard.End);
        // One that comes after the stand-in for it reaches no further, and answers an end that is over.
        if (answers == 0 && heard.AnswersEnd && (_stoodInFor < 0 || heard.End > _stoodInFor + PhoneAudio.FrameSamples))
            answers = _ends.Next();
        _partial = heard.IsFinal ? "" : heard.Text;
        if (heard.IsFinal)
            _sound.Settle(heard.End);
        if (answers == 0 && heard.Text.Length == 0 && heard.Turn is TurnSignal.None)
            return;
        Tell(new RecognitionResult(heard.Text, heard.IsFinal, heard.Text.Length == 0 ? 0 : heard.Confidence)
        {
            EndsSpeech = answers > 0,
            Turn = heard.Turn,
            Words = heard.Words,
            EngineTime = answers > 0 ? waited : TimeSpan.Zero,
        });
        for (var i = 1; i < answers; i++)
            Tell(new RecognitionResult("", IsFinal: true, Confidence: 0));
    }

    private void AnswerLate()
    {
        lock (_lock)
        {
            TimeSpan waited = _ends.Waited;
            long sample = _ends.Sample;
            if (_disposed || _ends.Next() == 0)
                return;
            _stoodInFor = sample;
            bool hasWords = _partial.Length > 0;
            Tell(new RecognitionResult(_partial, IsFinal: !hasWords, hasWords ? 1 : 0) { EndsSpeech = true, IsStandIn = true, EngineTime = waited });
        }
    }

    private void Tell(RecognitionResult result) => _results.Writer.TryWrite(result);
}
