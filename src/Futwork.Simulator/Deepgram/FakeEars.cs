using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Simulator.Deepgram;

/// <summary>Hears stretches of speech in a stream of µ-law sound, and the words of each.</summary>
/// <param name="recognition">Understands a stretch when the script has nothing for it; null: nothing is understood then.</param>
/// <param name="script">The text of the next stretch; null when there is none.</param>
internal sealed class FakeEars(IRecognition? recognition, Func<string?> script) : IAsyncDisposable
{
    private const int WordSamples = PhoneAudio.SampleRate / 4;
    // The gate reports a beginning after two voiced chunks.
    private const int ConfirmingSamples = 3 * VoiceGate.ChunkSamples;
    private readonly SileroVad _detector = new(PhoneAudio.SampleRate);
    private readonly VoiceGate _gate = new();
    private readonly List<short> _waiting = [];
    private string? _scripted;
    private string _partial = "";
    private long _startedAt;

    /// <summary>Samples heard so far.</summary>
    public long Position { get; private set; }

    /// <summary>Somebody is speaking.</summary>
    public bool IsSpeech { get; private set; }

    /// <summary>Where the latest stretch began.</summary>
    public long Start => _gate.StartSample;

    /// <summary>Hears sound chunk by chunk; says after each what it changed.</summary>
    public IEnumerable<VoiceChange> Hear(byte[] encoded)
    {
        var pcm = new short[encoded.Length];
        G711.DecodeMuLaw(encoded, pcm);
        _waiting.AddRange(pcm);
        while (_waiting.Count >= VoiceGate.ChunkSamples)
        {
            short[] chunk = [.. _waiting.Take(VoiceGate.ChunkSamples)];
            _waiting.RemoveRange(0, VoiceGate.ChunkSamples);
            yield return Hear(chunk);
        }
    }

    /// <summary>The words of the stretch that goes on, as far as they are known.</summary>
    public string Partial()
    {
        if (_scripted is { } text)
            return string.Join(' ', text.Split(' ').Take((int)((Position - _startedAt) / WordSamples)));
        while (recognition is not null && recognition.Results.TryRead(out var result))
            _partial = result.Text;
        return _partial;
    }

    /// <summary>Ends the stretch here, and understands it.</summary>
    public async Task<RecognitionResult> FinishAsync(CancellationToken cancellationToken)
    {
        IsSpeech = false;
        var result = new RecognitionResult("", IsFinal: true);
        if (recognition is not null)
        {
            recognition.SpeechEnded();
            do
                result = await recognition.Results.ReadAsync(cancellationToken);
            while (!result.IsFinal);
        }

        return _scripted is { } text ? new RecognitionResult(text, IsFinal: true) : result;
    }

    public ValueTask DisposeAsync() => recognition?.DisposeAsync() ?? ValueTask.CompletedTask;

    private VoiceChange Hear(short[] chunk)
    {
        recognition?.Write(chunk);
        Position += chunk.Length;
        VoiceChange change = _gate.Next(_detector.Probability(chunk));
        if (change is VoiceChange.Started)
        {
            (IsSpeech, _startedAt, _partial, _scripted) = (true, Position, "", script());
            recognition?.SpeechStarted(ConfirmingSamples);
        }

        return change is VoiceChange.Ended && !IsSpeech ? VoiceChange.None : change;
    }
}
