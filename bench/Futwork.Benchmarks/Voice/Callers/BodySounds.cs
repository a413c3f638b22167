using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>Sounds of a caller that no synthetic voice can make: coughs and sniffs of shaped noise, and a hum.</summary>
internal static class BodySounds
{
    /// <summary>Two coughs: a burst each, dull and fading.</summary>
    public static short[] Cough(int seed) => Shape(seed, 0.62, 250, 2400, t => Math.Exp(-(t % 0.32) * 16) * (t % 0.32 < 0.22 ? 1 : 0), 1.2);

    /// <summary>Two sniffs: hissing, swelling.</summary>
    public static short[] Sniff(int seed) => Shape(seed, 0.7, 1200, 3400, t => Math.Sin(Math.PI * (t % 0.35) / 0.35) * (t % 0.35 < 0.25 ? 1 : 0), 0.4);

    /// <summary>
    /// "Mm-hmm": two hummed notes through the nose, the second one higher, 0.45 s. A synthetic voice spells it out, which takes more than twice
    /// as long as people take.
    /// </summary>
    public static short[] Hum(int seed)
    {
        var random = new Random(seed);
        double pitch = 105 + (random.NextDouble() * 90), phase = 0;
        var mouth = new BandFilter(80, 700);
        short[] sound = new short[(int)(0.45 * PhoneAudio.SampleRate)];
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / PhoneAudio.SampleRate;
            bool second = t > 0.22;
            phase += pitch * (second ? 1.2 : 1) / PhoneAudio.SampleRate;
            double note = Math.Sin(Math.PI * (second ? (t - 0.22) / 0.23 : t / 0.2));
            sound[i] = (short)(mouth.Next((2 * (phase % 1)) - 1) * Math.Max(0, note) * 12000);
        }

        Muffling.Level(sound, ChannelSettings.SpeechRms);
        return sound;
    }

    private static short[] Shape(int seed, double seconds, double low, double high, Func<double, double> envelope, double loudness)
    {
        var random = new Random(seed);
        var band = new BandFilter(low, high);
        short[] sound = new short[(int)(seconds * PhoneAudio.SampleRate)];
        for (int i = 0; i < sound.Length; i++)
            sound[i] = (short)(band.Next((random.NextDouble() * 2) - 1) * envelope((double)i / PhoneAudio.SampleRate) * 12000);
        Muffling.Level(sound, ChannelSettings.SpeechRms * loudness);
        return sound;
    }
}
