using Futwork.Providers.Local;
using Futwork.Providers.Local.Espeak;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Turns;

/// <summary>
/// A turn spoken in one breath, and where each of its words lies in the sound. Pauses are cut into this: spoken by themselves, the words
/// before a pause would end as a sentence ends, with the fall and the length that tell a listener that nothing follows.
/// </summary>
/// <param name="Sound">8 kHz.</param>
/// <param name="Words">First sample of each word, and the sample after its last.</param>
internal sealed record WholeTurn(short[] Sound, IReadOnlyList<(int Start, int End)> Words)
{
    private const int GapHundredths = 15;
    private static readonly int ShortestGap = PhoneAudio.Samples(TimeSpan.FromMilliseconds(140));
    private static readonly int AddedGap = PhoneAudio.Samples(TimeSpan.FromMilliseconds(200));

    /// <summary>English, by flite, which tells where its words lie.</summary>
    public static async Task<WholeTurn> EnglishAsync(string text, string voice)
    {
        IReadOnlyList<SpeechAudio> pieces = await new LocalTextToSpeech().SpeakWholeAsync(new VoiceOptions("en-US", voice), text, CancellationToken.None);
        return new WholeTurn(pieces.Samples(), [.. pieces.SelectMany(p => p.Words).Select(w => (w.StartSample, w.EndSample))]);
    }

    /// <summary>
    /// Hindi, by espeak-ng, which tells nothing: it is made to leave a gap after each word, by which the words are found, and all but a
    /// comma's share of the gaps is taken out again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The gaps are not one fewer than the words.</exception>
    public static async Task<WholeTurn> HindiAsync(string text, string voice)
    {
        (short[] pcm, int rate) = await EspeakProgram.SpeakAsync(text, voice, CancellationToken.None, GapHundredths);
        short[] spaced = Resampler.Convert(pcm, rate, PhoneAudio.SampleRate);
        List<(int Start, int End)> found = [.. Sounding(spaced)];
        if (found.Count != text.Split(' ').Length)
            throw new InvalidOperationException($"espeak-ng spoke {found.Count} words, not {text.Split(' ').Length}: {text}");
        var (sound, words) = (new List<short>(), new List<(int, int)>());
        foreach ((int i, (int start, int end)) in found.Index())
        {
            sound.AddRange(new short[i == 0 ? 0 : Math.Max(0, start - found[i - 1].End - AddedGap)]);
            words.Add((sound.Count, sound.Count + end - start));
            sound.AddRange(spaced[start..end]);
        }

        return new WholeTurn([.. sound], words);
    }

    private static IEnumerable<(int Start, int End)> Sounding(short[] spaced)
    {
        const int Silent = 12;
        int start = -1, end = 0;
        for (int i = 0; i < spaced.Length; i++)
        {
            if (Math.Abs((int)spaced[i]) <= Silent)
                continue;
            if (start >= 0 && i - end >= ShortestGap)
            {
                yield return (start, end);
                start = i;
            }

            start = start < 0 ? i : start;
            end = i + 1;
        }

        if (start >= 0)
            yield return (start, end);
    }
}
