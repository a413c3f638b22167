using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Phone;

/// <summary>Horns, barks and rings that come now and then.</summary>
internal sealed class SuddenNoise(ChannelSettings settings, Random random)
{
    private readonly double _perSample = settings.BurstsPerMinute / 60 / PhoneAudio.SampleRate;
    private double[] _sound = [];
    private int _at;

    /// <summary>How many there were.</summary>
    public int Bursts { get; private set; }

    /// <summary>The next sample.</summary>
    public double Next()
    {
        if (_at < _sound.Length)
            return _sound[_at++];
        if (_perSample <= 0 || random.NextDouble() >= _perSample)
            return 0;
        Bursts++;
        _sound = Loud(random.Next(3) switch { 0 => Horn(), 1 => Bark(), _ => Ring() });
        _at = 0;
        return _sound[_at++];
    }

    private double[] Loud(double[] sound)
    {
        double ratio = settings.BurstLowDecibels + (random.NextDouble() * (settings.BurstHighDecibels - settings.BurstLowDecibels));
        double rms = Math.Sqrt(sound.Average(s => s * s));
        double gain = ChannelSettings.SpeechRms * Math.Pow(10, -ratio / 20) / rms;
        return [.. sound.Select(s => s * gain)];
    }

    private static double[] Horn() => Make(0.5, t => Math.Sign(Math.Sin(2 * Math.PI * 420 * t)) + Math.Sign(Math.Sin(2 * Math.PI * 520 * t)));

    private double[] Bark() => Make(0.6, t => (((random.NextDouble() * 2) - 1) + Math.Sign(Math.Sin(2 * Math.PI * 550 * t))) * Math.Exp(-t % 0.3 * 18));

    private static double[] Ring() =>
        Make(0.8, t => (Math.Sin(2 * Math.PI * 440 * t) + Math.Sin(2 * Math.PI * 480 * t)) * (0.6 + (0.4 * Math.Sign(Math.Sin(2 * Math.PI * 20 * t)))));

    private static double[] Make(double seconds, Func<double, double> at) =>
        [.. Enumerable.Range(0, (int)(seconds * PhoneAudio.SampleRate)).Select(i => at((double)i / PhoneAudio.SampleRate))];
}
