namespace Futwork.Realtime.Understanding;

/// <summary>People correct themselves as they speak: of "Monday, no, Tuesday" and "at four, sorry, half past four" the latter counts.</summary>
internal static class Correction
{
    private static readonly PhraseSet Marks = ["no", "sorry", "i mean", "actually", "rather", "matlab", "मतलब"];

    /// <summary>What may stand between the mark and what counts.</summary>
    private static readonly HashSet<string> InFront = ["on", "at", "in", "the", "next", "it", "its", "is", "make", "say", "about", "around"];

    /// <summary>The words from the last correction on; all of them where there is none.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="read">What is made of words; null: nothing. Behind the mark something has to begin at once: "sorry, I am busy tomorrow" corrects nothing.</param>
    public static string[] Last(string[] words, Func<string[], object?> read)
    {
        for (int at = words.Length - 1; at > 0; at--)
        {
            if (IsBehindMark(words, at) && read(words[at..]) is { } said && !said.Equals(read(words[(at + 1)..])))
                return words[at..];
        }

        return words;
    }

    private static bool IsBehindMark(string[] words, int at)
    {
        while (at > 0 && InFront.Contains(words[at - 1]))
            at--;
        return Marks.LengthAtEnd(words.AsSpan(0, at)) > 0;
    }
}
