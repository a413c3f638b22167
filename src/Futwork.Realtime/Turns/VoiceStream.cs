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
    private bool _over;

    /// <summary>Where speech began and ended.</summary>
    public VoiceGate Gate { get; } = new();

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

    private void PumpChunk()
    {
        try
        {
            sound(_chunk);
            VoiceChange change = Gate.Next(detector(_chunk));
            if (change is not VoiceChange.None)
                changed(this, change);
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
