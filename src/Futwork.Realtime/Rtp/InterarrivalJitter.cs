using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>The running estimate of RFC 3550 section 6.4.1, over the kernel's receive times.</summary>
internal sealed class InterarrivalJitter
{
    private const double NanosecondsPerSample = 1e9 / PhoneAudio.SampleRate;
    private long _lastArrival;
    private uint _lastTimestamp;
    private double _samples;

    /// <summary>In samples of 8 kHz.</summary>
    public double Samples => _samples;

    public double Milliseconds => _samples * 1000 / PhoneAudio.SampleRate;

    public void Reset() => _lastArrival = 0;

    /// <param name="arrivalNanoseconds">When it arrived; 0 is unknown and changes nothing.</param>
    /// <param name="timestamp">Its RTP timestamp.</param>
    public void Observe(long arrivalNanoseconds, uint timestamp)
    {
        if (arrivalNanoseconds == 0) return;
        if (_lastArrival != 0)
        {
            var difference = ((arrivalNanoseconds - _lastArrival) / NanosecondsPerSample) - (int)(timestamp - _lastTimestamp);
            // A second is no jitter: the far end's timestamps have jumped.
            if (Math.Abs(difference) <= PhoneAudio.SampleRate) _samples += (Math.Abs(difference) - _samples) / 16;
        }

        _lastArrival = arrivalNanoseconds;
        _lastTimestamp = timestamp;
    }
}
