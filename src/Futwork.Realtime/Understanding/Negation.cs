namespace Futwork.Realtime.Understanding;

/// <summary>Words that turn what stands beside them into its opposite.</summary>
internal static class Negation
{
    private static readonly HashSet<string> English =
        ["not", "never", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "cannot", "cant", "wont", "wouldnt"];

    private static readonly HashSet<string> Hindi = ["nahi", "nahin", "nai", "mat", "नहीं", "मत"];

    /// <summary>What may stand between what is negated and the Hindi negation behind it.</summary>
    private static readonly HashSet<string> Behind =
    [
        "ko", "mein", "me", "ke", "baad", "time", "main", "hum", "free", "call", "phone", "को", "में", "के", "बाद", "मैं", "हम", "फ्री", "फ़्री", "कॉल", "फोन", "फ़ोन",
    ];

    /// <summary>Right behind it, they say that it is out of the question. A bare "not" begins something new: "Monday, not Tuesday".</summary>
    private static readonly PhraseSet Denied = ["isnt", "is not", "wont", "will not", "doesnt", "does not", "not possible", "is no good", "is impossible"];

    /// <summary>They sound like that, and agree.</summary>
    private static readonly PhraseSet Agreed = [.. PhraseSet.Pairs(["isnt", "is not", "wont be", "will not be"], ["a problem", "any problem", "an issue", "bad"])];

    public static bool IsNegation(string word) => English.Contains(word) || Hindi.Contains(word);

    /// <summary>
    /// The words from <paramref name="start"/> to <paramref name="end"/> are negated by what stands around them:
    /// "not interested", "I am not really interested", "interested nahi hoon". A plain "no" stands for itself: "no, call later".
    /// </summary>
    public static bool Surrounds(ReadOnlySpan<string> words, int start, int end) =>
        (start > 0 && IsNegation(words[start - 1]))
        || (start > 1 && IsNegation(words[start - 2]))
        || (end < words.Length && Hindi.Contains(words[end]));

    /// <summary>
    /// As <see cref="Surrounds"/>, where much may stand in front that is negated for itself ("not interested, stop calling", "nahi, mera number hata do"): only by the English
    /// word right before them, or the Hindi one right behind.
    /// </summary>
    public static bool Touches(ReadOnlySpan<string> words, int start, int end) =>
        (start > 0 && English.Contains(words[start - 1])) || (end < words.Length && Hindi.Contains(words[end]));

    /// <summary>
    /// The time or the amount that the words name is not meant: "not in the morning", "Monday ko nahi", "four is not possible". "Why not on Monday" means it, "I can't, call me on Monday"
    /// and "Monday is not a problem" do, and "Monday nahi to Tuesday": Monday or else Tuesday.
    /// </summary>
    /// <param name="words">What was said.</param>
    /// <param name="start">The first of the words.</param>
    /// <param name="end">After the last of them.</param>
    /// <param name="inFront">What may stand between them and an English negation.</param>
    public static bool Excludes(ReadOnlySpan<string> words, int start, int end, HashSet<string> inFront)
    {
        while (start > 0 && inFront.Contains(words[start - 1]))
            start--;
        if (Denied.LengthAt(words, end) > 0 && Agreed.LengthAt(words, end) == 0)
            return true;
        while (end < words.Length && Behind.Contains(words[end]))
            end++;
        bool isElse = end + 1 < words.Length && words[end + 1] is "to" or "toh" or "तो";
        bool isCutOff = (start > 1 && words[start - 2] is "why") || (start > 0 && words[start] is "call" && words[start - 1] is "cant" or "cannot" or "wont");
        return !isCutOff && Touches(words, start, isElse ? words.Length : end);
    }
}
