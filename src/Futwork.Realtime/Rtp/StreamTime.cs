namespace Futwork.Realtime.Rtp;

/// <summary>RTP timestamps of a stream as samples of 8 kHz, over the wrap of either.</summary>
internal sealed class StreamTime
{
    private const int Renew = 1 << 24;
    private uint _units;
    private uint _samples;
    private bool _started;

    /// <summary>Timestamp units for one sample.</summary>
    public uint UnitsPerSample { get; set; } = 1;

    /// <summary>Another stream follows.</summary>
    public void Reset() => _started = false;

    public uint Samples(uint timestamp)
    {
        if (UnitsPerSample == 1) return timestamp;
        if (!_started) (_units, _samples, _started) = (timestamp, timestamp / UnitsPerSample, true);
        var ahead = (int)(timestamp - _units);
        var samples = _samples + (uint)(ahead / (int)UnitsPerSample);
        if (Math.Abs((long)ahead) > Renew) (_units, _samples) = (timestamp, samples);
        return samples;
    }
}
