namespace Futwork.Realtime.Conversation.Understanding;

/// <summary>Words that turn what stands beside them into its opposite.</summary>
internal static class Negation
{
    private static readonly HashSet<string> Before =
        ["not", "never", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "cannot", "cant", "wont", "wouldnt", "nahi", "nahin", "nai", "mat", "नहीं", "मत"];

    private static readonly HashSet<string> After = ["nahi", "nahin", "nai", "mat", "नहीं", "मत"];

    public static bool IsNegation(string word) => Before.Contains(word);

    /// <summary>
    /// The words from <paramref name="start"/> to <paramref name="end"/> are negated by what stands around them:
    /// "not interested", "I am not really interested", "interested nahi hoon". A plain "no" stands for itself: "no, call later".
    /// </summary>
    public static bool Surrounds(ReadOnlySpan<string> words, int start, int end) =>
        (start > 0 && Before.Contains(words[start - 1]))
        || (start > 1 && Before.Contains(words[start - 2]))
        || (end < words.Length && After.Contains(words[end]));
}
