using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Recognises a tone in what was heard (Goertzel).</summary>
internal static class Tone
{
    /// <summary>Short, so that a lost or repeated frame, which makes the phase jump, spoils one piece and not the whole.</summary>
    private const int PieceSamples = 2 * PhoneAudio.FrameSamples;

    /// <summary>The share of all energy that is at that frequency (±25 Hz), 0 to 1.</summary>
    public static double Share(ReadOnlySpan<short> sound, double hertz)
    {
        double tone = 0, all = 0;
        for (; sound.Length >= PieceSamples; sound = sound[PieceSamples..])
        {
            var (inTone, energy) = Measure(sound[..PieceSamples], hertz);
            tone += inTone;
            all += energy;
        }

        return all == 0 ? 0 : tone / all;
    }

    private static (double InTone, double Energy) Measure(ReadOnlySpan<short> piece, double hertz)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * hertz / PhoneAudio.SampleRate);
        double last = 0, before = 0, energy = 0;
        foreach (var sample in piece)
        {
            (last, before) = (sample + (coefficient * last) - before, last);
            energy += (double)sample * sample;
        }

        var power = (last * last) + (before * before) - (coefficient * last * before);
        return (2 * power / piece.Length, energy);
    }
}
