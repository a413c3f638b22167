namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>A word in a sound.</summary>
/// <param name="Text">As a recogniser writes it: lower case, no punctuation.</param>
/// <param name="Start">First sample of it.</param>
/// <param name="End">The sample after its last.</param>
internal readonly record struct SoundWord(string Text, int Start, int End)
{
    /// <summary>The same word so many samples later.</summary>
    public SoundWord After(int samples) => new(Text, Start + samples, End + samples);
}

/// <summary>A sound of the caller, ready to be played, and what is in it.</summary>
/// <param name="Pcm">8 kHz samples.</param>
/// <param name="Words">The words in it.</param>
/// <param name="Tics">Where coughs and "um"s lie in it: first sample, and the one after the last.</param>
internal sealed record CallerSound(short[] Pcm, IReadOnlyList<SoundWord> Words, IReadOnlyList<(int Start, int End)> Tics)
{
    /// <summary>Without the silence that a voice puts before and behind its words: who times an answer times it from what can be heard.</summary>
    public CallerSound Trimmed()
    {
        int audible = Pcm.Max(s => Math.Abs((int)s)) / 25;
        int first = Math.Max(0, Array.FindIndex(Pcm, s => Math.Abs((int)s) > audible));
        int end = Array.FindLastIndex(Pcm, s => Math.Abs((int)s) > audible) + 1;
        return new CallerSound(
            Pcm[first..Math.Max(first, end)],
            [.. Words.Select(w => w with { Start = Math.Clamp(w.Start - first, 0, end - first), End = Math.Clamp(w.End - first, 0, end - first) })],
            Tics);
    }
}
