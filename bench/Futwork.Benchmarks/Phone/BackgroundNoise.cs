using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Phone;

/// <summary>The room and the street: noise that falls by 3 dB per octave, louder and quieter in turns.</summary>
internal sealed class BackgroundNoise(ChannelSettings settings, Random random)
{
    private const double DriftHertz = 0.08;
    private const double PinkRms = 1.73;
    private readonly double _level = settings.NoiseDecibels is { } ratio ? ChannelSettings.SpeechRms * Math.Pow(10, -ratio / 20) / PinkRms : 0;
    private readonly double _phase = random.NextDouble() * 2 * Math.PI;
    private long _samples;
    private double _slow;
    private double _middle;
    private double _fast;

    /// <summary>The next sample.</summary>
    public double Next()
    {
        if (_level <= 0)
            return 0;
        double seconds = (double)_samples++ / PhoneAudio.SampleRate;
        double drift = settings.NoiseDriftDecibels * Math.Sin((2 * Math.PI * DriftHertz * seconds) + _phase);
        return Pink() * _level * Math.Pow(10, -drift / 20);
    }

    /// <summary>Three one-pole filters approximate the slope (Paul Kellet's economy method).</summary>
    private double Pink()
    {
        double white = (random.NextDouble() * 2) - 1;
        _slow = (0.99765 * _slow) + (white * 0.0990460);
        _middle = (0.96300 * _middle) + (white * 0.2965164);
        _fast = (0.57000 * _fast) + (white * 1.0526913);
        return _slow + _middle + _fast + (white * 0.1848);
    }
}
