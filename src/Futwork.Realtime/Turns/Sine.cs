using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Turns;

/// <summary>The one sine that explains a block of sound best.</summary>
/// <param name="Hertz">Its frequency.</param>
/// <param name="Purity">The share of the block's energy that it explains, 0 to 1.</param>
internal readonly record struct Sine(double Hertz, double Purity)
{
    private const double Lowest = 300;
    private const double Highest = 2500;
    private const double PureEnough = 0.9;
    private const double AudibleDbfs = -42;

    /// <summary>It is a tone that machines make, and hardly anything but it.</summary>
    public bool IsPure => Purity >= PureEnough && Hertz is >= Lowest and <= Highest;

    /// <summary>
    /// Estimates the frequency by Pisarenko's harmonic decomposition, which white noise does not shift, makes it exact by how far
    /// the phase moves from the first half to the second, then measures the energy at it (Goertzel).
    /// </summary>
    public static Sine In(ReadOnlySpan<short> block)
    {
        if (AudioLevel.RmsDbfs(block) < AudibleDbfs)
            return default;
        double omega = Estimate(block);
        if (omega <= 0)
            return default;
        int half = block.Length / 2;
        double moved = Phase(block[half..], omega) - Phase(block[..half], omega) - (omega * half);
        omega += Math.IEEERemainder(moved, Math.Tau) / half;
        return new Sine(omega * PhoneAudio.SampleRate / Math.Tau, Share(block, omega));
    }

    private static double Estimate(ReadOnlySpan<short> x)
    {
        double one = 0, two = 0;
        for (int i = 2; i < x.Length; i++)
        {
            one += x[i] * (double)x[i - 1];
            two += x[i] * (double)x[i - 2];
        }

        double cosine = one == 0 ? 0 : (two + Math.Sqrt((two * two) + (8 * one * one))) / (4 * one);
        return Math.Abs(cosine) < 1 ? Math.Acos(cosine) : 0;
    }

    private static double Phase(ReadOnlySpan<short> x, double omega)
    {
        (double real, double imaginary) = Project(x, omega);
        return Math.Atan2(imaginary, real);
    }

    private static double Share(ReadOnlySpan<short> x, double omega)
    {
        double energy = 0;
        foreach (short sample in x)
            energy += (double)sample * sample;
        (double real, double imaginary) = Project(x, omega);
        return Math.Min(1, 2 * ((real * real) + (imaginary * imaginary)) / (x.Length * energy));
    }

    /// <summary>The sum of x[n]·e^(-jωn), by Goertzel's recurrence turned into a rotating phasor.</summary>
    private static (double Real, double Imaginary) Project(ReadOnlySpan<short> x, double omega)
    {
        (double sin, double cos) = Math.SinCos(-omega);
        double re = 1, im = 0, real = 0, imaginary = 0;
        foreach (short sample in x)
        {
            real += sample * re;
            imaginary += sample * im;
            (re, im) = ((re * cos) - (im * sin), (re * sin) + (im * cos));
        }

        return (real, imaginary);
    }
}
