using Futwork.Realtime.Audio;

namespace Futwork.Tests.Providers;

/// <summary>What a telephone line leaves of a sound: 200 to 3400 Hz, G.711 µ-law, a little noise.</summary>
internal static class TelephoneLine
{
    private const int HalfTaps = 50;
    private const int NoiseAmplitude = 8;
    private static readonly double[] Band = [.. Enumerable.Range(-HalfTaps, 2 * HalfTaps + 1).Select(Tap)];

    public static short[] Carry(ReadOnlySpan<short> sound)
    {
        var carried = new short[sound.Length];
        var noise = 1u;
        for (var i = 0; i < carried.Length; i++)
        {
            noise = noise * 1664525 + 1013904223;
            carried[i] = (short)Math.Clamp(Filter(sound, i) + noise / (double)uint.MaxValue * 2 * NoiseAmplitude - NoiseAmplitude, short.MinValue, short.MaxValue);
        }

        var octets = new byte[carried.Length];
        G711.EncodeMuLaw(carried, octets);
        G711.DecodeMuLaw(octets, carried);
        return carried;
    }

    private static double Filter(ReadOnlySpan<short> sound, int at)
    {
        var sum = 0d;
        for (var tap = Math.Max(-HalfTaps, at - sound.Length + 1); tap <= Math.Min(HalfTaps, at); tap++)
            sum += Band[tap + HalfTaps] * sound[at - tap];
        return sum;
    }

    private static double Tap(int at) => (LowPass(3400, at) - LowPass(200, at)) * (0.54 + 0.46 * Math.Cos(Math.PI * at / HalfTaps));

    private static double LowPass(double hertz, int at)
    {
        var relative = hertz / PhoneAudio.SampleRate;
        return at is 0 ? 2 * relative : Math.Sin(2 * Math.PI * relative * at) / (Math.PI * at);
    }
}
