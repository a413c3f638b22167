namespace Futwork.Benchmarks.Phone;

/// <summary>A hand over the microphone, or somebody who speaks from across the room: what lies above a frequency is gone.</summary>
internal static class Muffling
{
    /// <summary>Muffles a part of a sound in place; what is muffled keeps its place in time.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="hertz">What lies above is lost (τ-voice: 1500 Hz for a hand, 1000 Hz for somebody turned away).</param>
    /// <param name="from">First sample.</param>
    /// <param name="length">Samples.</param>
    public static void Apply(Span<short> sound, double hertz, int from, int length)
    {
        var filter = new BandFilter(0, hertz);
        int end = Math.Min(sound.Length, from + length);
        short[] dull = new short[Math.Max(0, end - from)];
        for (int i = from; i < end + BandFilter.Delay; i++)
        {
            double next = filter.Next(i < sound.Length ? sound[i] : 0);
            if (i - from >= BandFilter.Delay)
                dull[i - from - BandFilter.Delay] = (short)Math.Clamp(next, short.MinValue, short.MaxValue);
        }

        dull.CopyTo(sound[from..]);
    }

    /// <summary>Makes a sound as loud on average, over its audible parts, as <paramref name="rms"/>.</summary>
    public static void Level(Span<short> sound, double rms)
    {
        double energy = 0;
        int audible = 0;
        foreach (short sample in sound)
        {
            energy += (double)sample * sample;
            audible += Math.Abs((int)sample) > 64 ? 1 : 0;
        }

        if (audible == 0)
            return;
        double gain = rms / Math.Sqrt(energy / audible);
        for (int i = 0; i < sound.Length; i++)
            sound[i] = (short)Math.Clamp(sound[i] * gain, short.MinValue, short.MaxValue);
    }
}
