using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Recognises a tone in what was heard (Goertzel).</summary>
internal static class Tone
{
    /// <summary>The share of all energy that is at that frequency, 0 to 1.</summary>
    public static double Share(ReadOnlySpan<short> sound, double hertz)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * hertz / PhoneAudio.SampleRate);
        double last = 0, before = 0, energy = 0;
        foreach (var sample in sound)
        {
            (last, before) = (sample + (coefficient * last) - before, last);
            energy += (double)sample * sample;
        }

        var power = (last * last) + (before * before) - (coefficient * last * before);
        return energy == 0 ? 0 : 2 * power / (energy * sound.Length);
    }
}
