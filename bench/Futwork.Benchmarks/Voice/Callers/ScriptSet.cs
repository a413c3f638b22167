namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>The two sets of calls: one to tune by, one to publish by. They share neither phrases nor seeds nor, in English, voices.</summary>
internal static class ScriptSet
{
    private const int HeldOutSeeds = 90_000;

    private static readonly (string Voice, string Room)[] TuningVoices = [("rms", "kal"), ("slt", "rms")];
    private static readonly (string Voice, string Room)[] HeldOutVoices = [("awb", "rms"), ("kal", "slt")];
    private static readonly (string Voice, string Room) HindiVoices = ("espeak:hi", "espeak:mr");

    /// <summary>So many calls; every third is in Hindi.</summary>
    public static IReadOnlyList<CallScript> Of(int calls, bool heldOut) =>
        [.. Enumerable.Range(1, calls).Select(i => heldOut ? HeldOut(i) : Tuning(i))];

    private static CallScript Tuning(int i) => i % 3 == 0
        ? new CallWriter(PhraseBooks.Hindi, i).Write(HindiVoices.Voice, HindiVoices.Room)
        : new CallWriter(PhraseBooks.English, i).Write(TuningVoices[i % 2].Voice, TuningVoices[i % 2].Room);

    private static CallScript HeldOut(int i) => i % 3 == 0
        ? new CallWriter(HeldOutBooks.Hindi, HeldOutSeeds + i).Write(HindiVoices.Voice, HindiVoices.Room)
        : new CallWriter(HeldOutBooks.English, HeldOutSeeds + i).Write(HeldOutVoices[i % 2].Voice, HeldOutVoices[i % 2].Room);
}
