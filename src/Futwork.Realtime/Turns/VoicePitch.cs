using System.Numerics;

namespace Futwork.Realtime.Turns;

/// <summary>
/// The pitch of a voice by normalised autocorrelation, 70 to 400 Hz. It needs no fundamental, which the telephone band cuts off: the
/// harmonics repeat with the same period. Allocates nothing.
/// </summary>
internal static class VoicePitch
{
    /// <summary>Samples at 8 kHz that a pitch is taken from: 64 ms.</summary>
    public const int WindowSamples = 512;

    /// <summary>The lowest pitch, in semitones above 1 Hz.</summary>
    public const double Lowest = 73.5;

    /// <summary>The highest pitch, in semitones above 1 Hz.</summary>
    public const double Highest = 103.8;
    private const int SampleRate = 8000;
    private const int ShortestPeriod = 20;
    private const int LongestPeriod = 114;

    // A neighbour on both sides, so that a peak can be told.
    private const int Shortest = ShortestPeriod - 1, Longest = LongestPeriod + 1, AtOnce = 4;

    // What is compared is padded to whole vectors of any processor.
    private const int Compared = WindowSamples - Longest, Padded = 400;
    private const float Voiced = 0.5f;
    private const float AlmostBest = 0.87f;

    /// <summary>The pitch in semitones above 1 Hz; null where nothing repeats.</summary>
    public static double? Semitones(ReadOnlySpan<float> window)
    {
        Span<float> likeness = stackalloc float[LongestPeriod + 2];
        float best = Likeness(window, likeness);
        return best < Voiced ? null : Period(likeness, best * AlmostBest) is { } samples ? 12 * Math.Log2(SampleRate / samples) : null;
    }

    /// <summary>How well the sound repeats with the period of a voice, 0 to 1: noise hardly does.</summary>
    public static double Periodicity(ReadOnlySpan<float> window)
    {
        Span<float> likeness = stackalloc float[LongestPeriod + 2];
        return Likeness(window, likeness);
    }

    /// <summary>Compares the sound with itself, each period earlier.</summary>
    /// <returns>The best likeness; 0 in silence.</returns>
    private static float Likeness(ReadOnlySpan<float> window, Span<float> likeness)
    {
        Span<float> now = stackalloc float[Padded];
        window[Longest..].CopyTo(now);
        now[Compared..].Clear();
        var energy = (float)Energy(now);
        if (energy <= Compared)
            return 0;
        for (int period = Shortest; period <= Longest; period += AtOnce)
        {
            // The last four overlap those before.
            int last = Math.Min(period, Longest - AtOnce + 1) + AtOnce - 1;
            Dots(now, window[(Longest - last)..], likeness[(last - AtOnce + 1)..]);
        }

        return Normalise(window, energy, likeness);
    }

    /// <summary>Divides by the energies, of which each follows from the one before: samples are whole numbers, so nothing is lost on the way.</summary>
    private static float Normalise(ReadOnlySpan<float> window, float energy, Span<float> likeness)
    {
        Span<float> before = stackalloc float[Longest + 1];
        double sum = Energy(window.Slice(Longest - Shortest, Compared));
        for (int period = Shortest; period <= Longest; period++)
        {
            before[period] = (float)sum;
            if (period < Longest)
                sum += Square(window[Longest - period - 1]) - Square(window[^(period + 1)]);
        }

        float best = 0;
        for (int period = Shortest; period <= Longest; period++)
        {
            likeness[period] /= MathF.Sqrt((energy * before[period]) + 1);
            best = MathF.Max(best, likeness[period]);
        }

        return best;
    }

    /// <summary>The shortest period that is about as good as the best: its multiples fit too.</summary>
    private static double? Period(ReadOnlySpan<float> likeness, float enough)
    {
        for (int i = ShortestPeriod; i <= LongestPeriod; i++)
        {
            (float before, float at, float after) = (likeness[i - 1], likeness[i], likeness[i + 1]);
            if (at >= enough && at >= before && at >= after)
                return i + (0.5 * (before - after) / Math.Min(-1e-6, before - (2 * at) + after));
        }

        return null;
    }

    /// <summary>The products of <paramref name="now"/> with what lies up to three samples further on each: the furthest is that of the first period.</summary>
    private static void Dots(ReadOnlySpan<float> now, ReadOnlySpan<float> before, Span<float> products)
    {
        Vector<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i < Padded; i += Vector<float>.Count)
        {
            var value = new Vector<float>(now[i..]);
            a = Vector.FusedMultiplyAdd(value, new Vector<float>(before[(i + 3)..]), a);
            b = Vector.FusedMultiplyAdd(value, new Vector<float>(before[(i + 2)..]), b);
            c = Vector.FusedMultiplyAdd(value, new Vector<float>(before[(i + 1)..]), c);
            d = Vector.FusedMultiplyAdd(value, new Vector<float>(before[i..]), d);
        }

        (products[0], products[1], products[2], products[3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
    }

    // In doubles, which lose nothing of squares of 16 bits.
    private static double Energy(ReadOnlySpan<float> sound)
    {
        Vector<double> sum = default;
        int i = 0;
        for (; i <= sound.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(sound[i..]), out Vector<double> low, out Vector<double> high);
            sum += (low * low) + (high * high);
        }

        double total = Vector.Sum(sum);
        for (; i < sound.Length; i++)
            total += Square(sound[i]);
        return total;
    }

    private static double Square(double sample) => sample * sample;
}
