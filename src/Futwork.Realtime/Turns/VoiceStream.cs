using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Turns;

/// <summary>The probability that a chunk of <see cref="VoiceGate.ChunkSamples"/> holds speech.</summary>
internal delegate float VoiceProbability(ReadOnlySpan<short> chunk);

/// <summary>Takes sound.</summary>
internal delegate void SoundSink(ReadOnlySpan<short> sound);

/// <summary>The voice activity detection of one call: the media clock writes, a worker of the pump reads and reports.</summary>
internal sealed class VoiceStream(
    VoiceActivityWorker worker, VoiceProbability detector, SoundSink sound, Action<VoiceStream, VoiceChange> changed, Action<Exception> failed) : IDisposable
{
    private const int ChunksPerLevel = 4;

    // A door that slams is not the noise of the line, and no estimate of that takes more than 6 dB off a voice.
    private const double NoiseFalls = 0.3, NoiseRises = 0.02, LeastOfMean = 0.25;
    private const float Silence = 0.1f;

    private readonly SoundRing _ring = new();
    private readonly Lock _pumping = new();
    private readonly short[] _chunk = new short[VoiceGate.ChunkSamples];
    private bool _over;
    private double _power;
    private double _noise;
    private int _loudChunks;

    /// <summary>Where speech began and ended.</summary>
    public VoiceGate Gate { get; } = new();

    /// <summary>How the latest speech ends.</summary>
    public PhraseMelody Melody { get; } = new();

    /// <summary>How loud the latest speech is, or was, in dBFS: the mean over its chunks, less the noise of the line.</summary>
    public double LevelDbfs
    {
        get
        {
            double mean = _power / Math.Max(1, _loudChunks);
            return 10 * Math.Log10(Math.Max(Math.Max(mean - _noise, mean * LeastOfMean), 1e-9));
        }
    }

    /// <summary>Takes the next frame; called by the media clock.</summary>
    public void Hear(ReadOnlySpan<short> frame)
    {
        _ring.Write(frame);
        if (_ring.Count >= VoiceGate.ChunkSamples)
            worker.Signal();
    }

    /// <summary>Works off the sound that waits; called by the worker.</summary>
    public void Pump()
    {
        lock (_pumping)
        {
            while (!_over && _ring.TryRead(_chunk))
                PumpChunk();
        }
    }

    /// <summary>No report follows once this returns.</summary>
    public void Dispose()
    {
        worker.Remove(this);
        lock (_pumping)
            _over = true;
    }

    /// <summary>Adds a voiced chunk to the level; true at the one that makes it worth knowing, and again every quarter of a second.</summary>
    private bool Levels(VoiceChange change, float probability)
    {
        if (change is VoiceChange.Started)
            (_power, _loudChunks) = (0, 0);
        double power = Math.Pow(10, AudioLevel.RmsDbfs(_chunk) / 10);
        if (!Gate.IsOpen && probability < Silence)
            _noise += (power < _noise ? NoiseFalls : NoiseRises) * (power - _noise);
        if (!Gate.IsOpen || probability < VoiceGate.On)
            return false;
        _power += power;
        return ++_loudChunks % ChunksPerLevel == 0;
    }

    private void PumpChunk()
    {
        try
        {
            sound(_chunk);
            float probability = detector(_chunk);
            bool wasDipped = Gate.IsDipped;
            VoiceChange change = Gate.Next(probability);
            Melody.Hear(_chunk, probability >= VoiceGate.On, change);
            if (change is VoiceChange.None && Gate.IsDipped != wasDipped)
                change = wasDipped ? VoiceChange.Rose : VoiceChange.Dipped;
            if (change is not VoiceChange.None)
                changed(this, change);
            if (Levels(change, probability))
                changed(this, VoiceChange.Levelled);
        }
#pragma warning disable CA1031 // One call's fault must not end the thread that serves all calls.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _over = true;
            failed(e);
        }
    }
}
