namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>The two sets of calls: one to tune by, one to publish by. They share neither phrases nor seeds nor, in English, voices.</summary>
internal static class ScriptSet
{
    private const int HeldOutSeeds = 128_000;
    private const string English = "en-IN", Hindi = "hi-IN";

    private static readonly (string Voice, string Room)[] TuningVoices = [("rms", "kal"), ("slt", "rms")];
    private static readonly (string Voice, string Room)[] HeldOutVoices = [("awb", "rms"), ("kal", "slt")];
    private static readonly (string Voice, string Room) HindiVoices = ("espeak:hi", "espeak:mr");

    /// <summary>So many calls; every third is in Hindi.</summary>
    public static IReadOnlyList<CallScript> Of(int calls, bool heldOut)
    {
        (string name, int seeds, (string, string)[] voices) = heldOut ? ("held-out", HeldOutSeeds, HeldOutVoices) : ("tuning", 0, TuningVoices);
        (PhraseBook english, PhraseBook hindi) = (PhraseBook.Read($"{name}.en", English), PhraseBook.Read($"{name}.hi", Hindi));
        return [.. Enumerable.Range(1, calls).Select(i => i % 3 == 0 ? Write(hindi, seeds + i, HindiVoices) : Write(english, seeds + i, voices[i % 2]))];
    }

    private static CallScript Write(PhraseBook book, int seed, (string Voice, string Room) voices) => new CallWriter(book, seed).Write(voices.Voice, voices.Room);
}
