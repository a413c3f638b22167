using System.Numerics;

namespace Futwork.Providers.Local;

/// <summary>Changes the sampling rate of a whole sound by a windowed sinc.</summary>
internal static class SincResampler
{
    private const int ZeroCrossings = 16;
    private const double PassBand = 0.92;

    /// <summary>The sound at <paramref name="to"/> samples per second, peaks of the filter clipped.</summary>
    public static short[] Resample(ReadOnlySpan<short> sound, int from, int to)
    {
        if (from == to)
            return sound.ToArray();
        var divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        var (up, down) = (to / divisor, from / divisor);
        var bank = Bank(up, down);
        var half = bank[0].Length / 2;
        var output = new short[(long)sound.Length * up / down];
        for (var i = 0; i < output.Length; i++)
        {
            var position = (long)i * down;
            var taps = bank[position % up];
            var first = (int)(position / up) - half + 1;
            var sum = 0f;
            for (var tap = Math.Max(0, -first); tap < taps.Length && first + tap < sound.Length; tap++)
                sum += taps[tap] * sound[first + tap];
            output[i] = (short)Math.Clamp(MathF.Round(sum), short.MinValue, short.MaxValue);
        }

        return output;
    }

    private static float[][] Bank(int up, int down)
    {
        var cutoff = PassBand * Math.Min(1, (double)up / down);
        var half = (int)Math.Ceiling(ZeroCrossings / cutoff);
        return [.. Enumerable.Range(0, up).Select(phase => Taps((double)phase / up, cutoff, half))];
    }

    private static float[] Taps(double offset, double cutoff, int half)
    {
        var taps = new double[2 * half];
        for (var i = 0; i < taps.Length; i++)
        {
            var distance = i - half + 1 - offset;
            var angle = Math.PI * cutoff * distance;
            var window = 0.5 + 0.5 * Math.Cos(Math.PI * distance / half);
            taps[i] = (angle is 0 ? 1 : Math.Sin(angle) / angle) * window;
        }

        var sum = taps.Sum();
        return [.. taps.Select(tap => (float)(tap / sum))];
    }
}
