namespace Futwork.Benchmarks.Phone;

/// <summary>A band-pass of linear phase for 8 kHz sound, sample by sample; what comes out is <see cref="Delay"/> samples late.</summary>
internal sealed class BandFilter(double lowHertz, double highHertz)
{
    private const int HalfTaps = 50;
    private readonly double[] _taps = [.. Enumerable.Range(-HalfTaps, (2 * HalfTaps) + 1).Select(at => Tap(lowHertz, highHertz, at))];
    private readonly double[] _past = new double[(2 * HalfTaps) + 1];
    private int _at;

    /// <summary>How late a sample comes out, in samples.</summary>
    public const int Delay = HalfTaps;

    /// <summary>Takes the next sample in and one out.</summary>
    public double Next(double sample)
    {
        _past[_at] = sample;
        double sum = 0;
        for (int tap = 0, from = _at; tap < _taps.Length; tap++)
        {
            sum += _taps[tap] * _past[from];
            from = from == 0 ? _past.Length - 1 : from - 1;
        }

        _at = (_at + 1) % _past.Length;
        return sum;
    }

    private static double Tap(double low, double high, int at) =>
        (LowPass(high, at) - LowPass(low, at)) * (0.54 + (0.46 * Math.Cos(Math.PI * at / HalfTaps)));

    private static double LowPass(double hertz, int at)
    {
        double relative = hertz / Realtime.Audio.PhoneAudio.SampleRate;
        return at == 0 ? 2 * relative : Math.Sin(2 * Math.PI * relative * at) / (Math.PI * at);
    }
}
