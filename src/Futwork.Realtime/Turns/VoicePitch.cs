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
        ReadOnlySpan<float> now = window[(LongestPeriod + 1)..];
        float energy = Dot(now, now);
        float best = 0;
        if (energy <= now.Length)
            return best;
        for (int period = ShortestPeriod - 1; period <= LongestPeriod + 1; period++)
        {
            ReadOnlySpan<float> before = window.Slice(LongestPeriod + 1 - period, now.Length);
            likeness[period] = Dot(now, before) / MathF.Sqrt((energy * Dot(before, before)) + 1);
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

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= one.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(one[i..]) * new Vector<float>(other[i..]);
        float total = Vector.Sum(sum);
        for (; i < one.Length; i++)
            total += one[i] * other[i];
        return total;
    }
}
