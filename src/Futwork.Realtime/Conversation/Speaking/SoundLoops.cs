using System.Collections.Concurrent;
using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// The sounds behind the voices, computed once per process and shared by all calls: shaped noise for a background, two notes to wait by.
/// Each joins its own beginning without a seam.
/// </summary>
internal static class SoundLoops
{
    /// <summary>Root mean square of a background at full level: -26 dB of full scale.</summary>
    private const double FullLevel = 1642;

    /// <summary>As many levels are told apart, so that the loops kept are few.</summary>
    private const int LevelSteps = 20;

    private const int AmbientSamples = 12 * PhoneAudio.SampleRate;
    private const int SeamSamples = PhoneAudio.SampleRate;
    private const int HoldSamples = 5 * PhoneAudio.SampleRate;
    private const double HoldPeak = 1400;

    private static readonly ConcurrentDictionary<(string Kind, double Level), short[]> Computed = new();

    /// <summary>The backgrounds that there are.</summary>
    public static IReadOnlyList<string> Ambient { get; } = ["none", "room", "office", "street"];

    /// <summary>The hold sounds that there are.</summary>
    public static IReadOnlyList<string> Holds { get; } = ["notes", "none"];

    /// <summary>A background; empty for none.</summary>
    public static short[] OfAmbient(string kind, double level)
    {
        double step = Math.Round(level * LevelSteps) / LevelSteps;
        return step <= 0 ? [] : kind switch
        {
            "room" => Computed.GetOrAdd((kind, step), _ => Loop(step, lowPass: 0.12, swell: 0.1, murmur: 0)),
            "office" => Computed.GetOrAdd((kind, step), _ => Loop(step, lowPass: 0.3, swell: 0.25, murmur: 0.7)),
            "street" => Computed.GetOrAdd((kind, step), _ => Loop(step, lowPass: 0.06, swell: 0.6, murmur: 0)),
            _ => [],
        };
    }

    /// <summary>A hold sound; empty for none.</summary>
    public static short[] OfHold(string kind) => kind is "notes" ? Computed.GetOrAdd((kind, 1), _ => Notes()) : [];

    /// <summary>Noise through a one-pole low pass, swelling slowly, with the rhythm of far-off talk (some four syllables a second).</summary>
    private static short[] Loop(double level, double lowPass, double swell, double murmur)
    {
        var random = new Random(1);
        double[] sound = new double[AmbientSamples + SeamSamples];
        double low = 0, lower = 0, talk = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double time = (double)i / PhoneAudio.SampleRate;
            low += lowPass * ((random.NextDouble() * 2) - 1 - low);
            lower += lowPass * (low - lower);
            if (i % 1800 == 0)
                talk = random.NextDouble();
            double slow = 1 + (swell * Math.Sin(2 * Math.PI * time / 6));
            double syllables = 1 - murmur + (murmur * talk * Math.Abs(Math.Sin(Math.PI * i / 1800)));
            sound[i] = lower * slow * syllables;
        }

        return Scaled(Seamless(sound), level * FullLevel);
    }

    private static double[] Seamless(double[] sound)
    {
        double[] loop = sound[..AmbientSamples];
        for (int i = 0; i < SeamSamples; i++)
        {
            double fade = (double)i / SeamSamples;
            loop[i] = (sound[i] * Math.Sqrt(fade)) + (sound[AmbientSamples + i] * Math.Sqrt(1 - fade));
        }

        return loop;
    }

    private static short[] Scaled(double[] sound, double rootMeanSquare)
    {
        double factor = rootMeanSquare / Math.Sqrt(sound.Average(s => s * s));
        return [.. sound.Select(s => (short)Math.Clamp(s * factor, short.MinValue, short.MaxValue))];
    }

    /// <summary>C and G, each fading like a struck bar, then silence.</summary>
    private static short[] Notes()
    {
        short[] loop = new short[HoldSamples];
        for (int i = 0; i < loop.Length; i++)
            loop[i] = (short)(HoldPeak * (Note(i, 523.25) + Note(i - (PhoneAudio.SampleRate * 6 / 10), 392)));
        return loop;
    }

    private static double Note(int sample, double frequency)
    {
        if (sample < 0)
            return 0;
        double time = (double)sample / PhoneAudio.SampleRate;
        double attack = Math.Min(1, time / 0.02);
        return attack * Math.Exp(-2.5 * time) * Math.Sin(2 * Math.PI * frequency * time) * 0.5;
    }
}
