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
    private readonly SoundRing _ring = new();
    private readonly Lock _pumping = new();
    private readonly short[] _chunk = new short[VoiceGate.ChunkSamples];
    private readonly SpeechTracker _speech = new(detector);
    private bool _over;

    /// <summary>Where speech began and ended.</summary>
    public VoiceGate Gate => _speech.Gate;

    /// <summary>How the latest speech ends.</summary>
    public PhraseMelody Melody => _speech.Melody;

    /// <summary>How loud the latest speech is, or was, in dBFS, less the noise of the line.</summary>
    public double LevelDbfs => _speech.LevelDbfs;

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

    private void PumpChunk()
    {
        try
        {
            sound(_chunk);
            VoiceChange change = _speech.Hear(_chunk);
            if (change is not VoiceChange.None)
                changed(this, change);
            if (_speech.IsToldApart)
                changed(this, _speech.IsHum ? VoiceChange.Hums : VoiceChange.Speaks);
            if (_speech.HasLevel)
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
