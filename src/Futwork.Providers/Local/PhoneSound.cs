using Futwork.Realtime.Audio;

namespace Futwork.Providers.Local;

/// <summary>
/// Synthetic speech made fit for the telephone: 8 kHz, without the engine's silence at its ends, and as loud as the line
/// takes without distortion.
/// </summary>
internal sealed class PhoneSound
{
    private const double PeakLevel = 0.7; // -3 dBFS
    private const double AudibleShare = 0.01;
    private const double LargestGain = 8;
    private static readonly int Margin = PhoneAudio.Samples(TimeSpan.FromMilliseconds(20));
    private readonly int _cut;

    private PhoneSound(short[] pcm, int pause, int cut)
    {
        Pcm = pcm;
        _cut = cut - pause;
        SpeechStart = Math.Min(pause + Margin, pcm.Length);
        SpeechEnd = Math.Max(SpeechStart, pcm.Length - Margin);
    }

    /// <summary>The samples.</summary>
    public short[] Pcm { get; }

    /// <summary>Where speech begins.</summary>
    public int SpeechStart { get; }

    /// <summary>Where it ends.</summary>
    public int SpeechEnd { get; }

    /// <summary>Makes it of an engine's sound, with <paramref name="pause"/> samples of silence before it.</summary>
    public static PhoneSound From(RawSpeech speech, int pause)
    {
        var line = Resampler.Convert(speech.Pcm, speech.SampleRate, PhoneAudio.SampleRate);
        var peak = line.Length is 0 ? 0 : line.Max(sample => Math.Abs((int)sample));
        var (first, last) = speech.Words is [var firstWord, .. var rest]
            ? (Sample(firstWord.Start), Sample(rest is [] ? firstWord.End : rest[^1].End))
            : Audible(line, (int)(peak * AudibleShare));
        first = Math.Max(0, first - Margin);
        last = Math.Min(line.Length, last + Margin);
        var gain = peak is 0 ? 0 : Math.Min(LargestGain, PeakLevel * short.MaxValue / peak);
        var pcm = new short[pause + last - first];
        for (var i = first; i < last; i++)
            pcm[pause + i - first] = (short)(line[i] * gain);
        return new PhoneSound(pcm, pause, first);
    }

    /// <summary>The sample at which the engine was at <paramref name="seconds"/>.</summary>
    public int At(double seconds) => Math.Clamp(Sample(seconds) - _cut, 0, Pcm.Length);

    private static int Sample(double seconds) => (int)(seconds * PhoneAudio.SampleRate);

    private static (int First, int Last) Audible(short[] line, int level) =>
        (Math.Max(0, Array.FindIndex(line, sample => Math.Abs((int)sample) > level)), Array.FindLastIndex(line, sample => Math.Abs((int)sample) > level) + 1);
}
