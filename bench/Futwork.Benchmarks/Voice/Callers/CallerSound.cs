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
internal sealed record CallerSound(short[] Pcm, IReadOnlyList<SoundWord> Words, IReadOnlyList<(int Start, int End)> Tics);
