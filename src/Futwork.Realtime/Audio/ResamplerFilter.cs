using System.Collections.Concurrent;

namespace Futwork.Realtime.Audio;

/// <summary>
/// The low-pass filter of one pair of sample rates: a sinc under a Kaiser window, cut into one branch for each position an
/// output sample can have between two input samples. Flat to 0.425 of the lower rate (3400 Hz at 8 kHz), 60 dB down from
/// 0.5375 of it on. Computed once.
/// </summary>
internal sealed class ResamplerFilter
{
    private const double StopBandDecibels = 60;
    private const double Transition = 0.1125;
    private const double Cutoff = 0.48125;
    private const int TapsMultiple = 16;
    private static readonly ConcurrentDictionary<(int From, int To), ResamplerFilter> Known = new();
    private readonly float[] _taps;

    private ResamplerFilter(int from, int to)
    {
        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        Up = to / divisor;
        Down = from / divisor;
        var lower = (double)Math.Min(from, to) / from;
        var wanted = (StopBandDecibels - 7.95) / (2.285 * 2 * Math.PI * Transition * lower);
        Taps = (int)Math.Ceiling(wanted / TapsMultiple) * TapsMultiple;
        _taps = new float[Up * Taps];
        for (var phase = 0; phase < Up; phase++) Design(phase, Cutoff * lower);
    }

    /// <summary>Output samples for every <see cref="Down"/> input samples.</summary>
    public int Up { get; }

    /// <summary>Input samples for every <see cref="Up"/> output samples.</summary>
    public int Down { get; }

    /// <summary>Input samples that one output sample is made of.</summary>
    public int Taps { get; }

    public static ResamplerFilter For(int from, int to) =>
        Known.GetOrAdd((from, to), static rates => new ResamplerFilter(rates.From, rates.To));

    /// <summary>The weights of <see cref="Taps"/> input samples, oldest first.</summary>
    public ReadOnlySpan<float> Branch(int phase) => _taps.AsSpan(phase * Taps, Taps);

    private void Design(int phase, double cutoff)
    {
        var branch = _taps.AsSpan(phase * Taps, Taps);
        var sum = 0d;
        var weights = new double[Taps];
        for (var tap = 0; tap < Taps; tap++)
        {
            var distance = tap + ((double)phase / Up) - (Taps / 2d);
            weights[tap] = Sinc(2 * cutoff * distance) * Kaiser(distance / (Taps / 2d));
            sum += weights[tap];
        }

        for (var tap = 0; tap < Taps; tap++) branch[Taps - 1 - tap] = (float)(weights[tap] / sum);
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double position)
    {
        const double beta = 0.1102 * (StopBandDecibels - 8.7);
        return Math.Abs(position) > 1 ? 0 : BesselI0(beta * Math.Sqrt(1 - (position * position))) / BesselI0(beta);
    }

    /// <summary>The modified Bessel function of order zero, by its power series.</summary>
    private static double BesselI0(double x)
    {
        var (sum, term) = (1d, 1d);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
