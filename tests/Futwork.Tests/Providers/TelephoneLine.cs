using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;

namespace Futwork.Tests.Providers;

/// <summary>What a telephone line leaves of a sound: 200 to 3400 Hz, G.711 µ-law, a little noise.</summary>
internal static class TelephoneLine
{
    private const int NoiseAmplitude = 8;

    public static short[] Carry(ReadOnlySpan<short> sound)
    {
        var carried = new short[sound.Length];
        var band = new BandFilter(200, 3400);
        var noise = 1u;
        for (var i = -BandFilter.Delay; i < carried.Length; i++)
        {
            var heard = band.Next(i + BandFilter.Delay < sound.Length ? sound[i + BandFilter.Delay] : 0);
            if (i < 0)
                continue;
            noise = noise * 1664525 + 1013904223;
            carried[i] = (short)Math.Clamp(heard + noise / (double)uint.MaxValue * 2 * NoiseAmplitude - NoiseAmplitude, short.MinValue, short.MaxValue);
        }

        var octets = new byte[carried.Length];
        G711.EncodeMuLaw(carried, octets);
        G711.DecodeMuLaw(octets, carried);
        return carried;
    }
}
