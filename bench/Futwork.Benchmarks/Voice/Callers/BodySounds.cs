using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>Sounds of a caller that are not speech, made of shaped noise.</summary>
internal static class BodySounds
{
    /// <summary>Two coughs: a burst each, dull and fading.</summary>
    public static short[] Cough(int seed) => Shape(seed, 0.62, 250, 2400, t => Math.Exp(-(t % 0.32) * 16) * (t % 0.32 < 0.22 ? 1 : 0), 1.2);

    /// <summary>Two sniffs: hissing, swelling.</summary>
    public static short[] Sniff(int seed) => Shape(seed, 0.7, 1200, 3400, t => Math.Sin(Math.PI * (t % 0.35) / 0.35) * (t % 0.35 < 0.25 ? 1 : 0), 0.4);

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
