namespace Futwork.Tests.Realtime.Audio;

/// <summary>Makes and measures pure tones.</summary>
internal static class Sine
{
    public static short[] Make(double hertz, int rate, int samples, double amplitude = 10000)
    {
        var tone = new short[samples];
        for (var i = 0; i < samples; i++) tone[i] = (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate));
        return tone;
    }

    /// <summary>The amplitude of one frequency in a sound (a single bin of a Fourier transform under a Hann window).</summary>
    public static double Amplitude(ReadOnlySpan<short> sound, double hertz, int rate)
    {
        double real = 0, imaginary = 0, weights = 0;
        for (var i = 0; i < sound.Length; i++)
        {
            var window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / sound.Length));
            real += window * sound[i] * Math.Cos(2 * Math.PI * hertz * i / rate);
            imaginary += window * sound[i] * Math.Sin(2 * Math.PI * hertz * i / rate);
            weights += window;
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / weights;
    }

    public static double Decibels(double amplitude, double reference) => 20 * Math.Log10(Math.Max(amplitude, 1e-3) / reference);
}
