using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Turns;

/// <summary>The probability that a chunk of <see cref="VoiceGate.ChunkSamples"/> holds speech.</summary>
internal delegate float VoiceProbability(ReadOnlySpan<short> chunk);

/// <summary>Takes sound.</summary>
internal delegate void SoundSink(ReadOnlySpan<short> sound);

/// <summary>The voice activity detection of one call: the media clock writes, a worker of the pump reads and reports.</summary>
/// <param name="worker">The worker.</param>
/// <param name="detector">Judges the chunks of this call; null leaves them to the worker's network.</param>
/// <param name="sound">Told every chunk.</param>
/// <param name="changed">Told what a chunk changed.</param>
/// <param name="failed">Told what was thrown; nothing follows.</param>
internal sealed class VoiceStream(
    VoiceActivityWorker worker, VoiceProbability? detector, SoundSink sound, Action<VoiceStream, VoiceChange> changed, Action<Exception> failed) : IDisposable
{
    private static readonly short[] Silence = new short[PhoneAudio.FrameSamples];

    private readonly SoundRing _ring = new();
    private readonly Lock _pumping = new();
    private readonly short[] _chunk = new short[VoiceGate.ChunkSamples];
    private readonly SpeechTracker _speech = new();
    private bool _over;
    private int _owed;

    /// <summary>Judges the chunks of this call; null leaves them to the worker's network.</summary>
    public VoiceProbability? Detector => detector;

    /// <summary>What the network remembers of this call.</summary>
    public SileroMemory? Memory { get; set; }

    /// <summary>The chunk that was taken last.</summary>
    public ReadOnlySpan<short> Chunk => _chunk;

    /// <summary>There is enough sound for another chunk.</summary>
    public bool HasChunk => _ring.Count >= VoiceGate.ChunkSamples;

    /// <summary>Where speech began and ended.</summary>
    public VoiceGate Gate => _speech.Gate;

    /// <summary>How the latest speech ends.</summary>
    public PhraseMelody Melody => _speech.Melody;

    /// <summary>How loud the latest speech is, or was, in dBFS, less the noise of the line.</summary>
    public double LevelDbfs => _speech.LevelDbfs;

    /// <summary>Takes the next frame; called by the media clock. What the worker was too slow for becomes silence: what follows keeps its time.</summary>
    public void Hear(ReadOnlySpan<short> frame)
    {
        for (; _owed > 0 && _ring.Free >= 2 * PhoneAudio.FrameSamples; _owed--)
            _ring.Write(Silence);
        if (_owed > 0 || !_ring.Write(frame))
            _owed++;
        if (HasChunk)
            worker.Signal();
    }

    /// <summary>Takes the next chunk of the sound that waits, if there is one; called by the worker, which then calls <see cref="Conclude"/>.</summary>
    public bool TryTake()
    {
        if (!HasChunk)
            return false;
        lock (_pumping)
            return !_over && _ring.TryRead(_chunk) && TryListen();
    }

    /// <summary>The chunk taken is this likely speech; called by the worker.</summary>
    public void Conclude(float probability)
    {
        lock (_pumping)
        {
            if (!_over)
                Report(probability);
        }
    }

    /// <summary>How loud the words were that lie between two samples, in dBFS, less the noise of the line; null when that is not known any more.</summary>
    public double? LevelOf(long start, long end)
    {
        lock (_pumping)
            return _speech.LevelOf(start, end);
    }

    /// <summary>No report follows once this returns.</summary>
    public void Dispose()
    {
        worker.Remove(this);
        lock (_pumping)
            _over = true;
    }

    private bool TryListen()
    {
        try
        {
            sound(_chunk);
            return true;
        }
        // One call's fault must not end the thread that serves all calls.
        catch (Exception e)
        {
            Fail(e);
            return false;
        }
    }

    private void Report(float probability)
    {
        try
        {
            VoiceChange change = _speech.Hear(_chunk, probability);
            if (change is not VoiceChange.None)
                changed(this, change);
            if (_speech.IsToldApart)
                changed(this, _speech.IsHum ? VoiceChange.Hums : VoiceChange.Speaks);
            if (_speech.HasLevel)
                changed(this, VoiceChange.Levelled);
        }
        // One call's fault must not end the thread that serves all calls.
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception fault)
    {
        _over = true;
        failed(fault);
    }
}
