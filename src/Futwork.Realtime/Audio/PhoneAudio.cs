namespace Futwork.Realtime.Audio;

/// <summary>The one sound format inside the platform: 16-bit mono PCM at 8 kHz, in frames of 20 ms.</summary>
public static class PhoneAudio
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 8000;

    /// <summary>Length of a frame in milliseconds.</summary>
    public const int FrameMilliseconds = 20;

    /// <summary>Samples in a frame.</summary>
    public const int FrameSamples = SampleRate / 1000 * FrameMilliseconds;

    /// <summary>How long <paramref name="samples"/> samples last.</summary>
    public static TimeSpan Duration(long samples) => TimeSpan.FromMilliseconds(samples * 1000d / SampleRate);

    /// <summary>How many samples fit into <paramref name="duration"/>.</summary>
    public static int Samples(TimeSpan duration) => (int)(duration.TotalMilliseconds * SampleRate / 1000);
}
