namespace Futwork.Realtime.Understanding;

/// <summary>
/// Reads a yes or a no out of an answer, in English, Hindi and the mixture of both. The last decisive phrase counts:
/// people correct themselves ("no, I mean yes").
/// </summary>
internal static class YesNo
{
    private const int LongestPhrase = 4;

    private static readonly Dictionary<string, bool?> Meanings = Table();
    private static readonly HashSet<string> Courtesies = ["sir", "maam", "madam", "ji"];

    /// <summary>True is yes, false is no, null is neither.</summary>
    public static bool? Read(ReadOnlySpan<string> words)
    {
        bool? meaning = null;
        for (int at = 0; at < words.Length;)
        {
            int length = LongestAt(words[at..], out bool? found);
            meaning = length > 0 && !IsMoot(words, at, length, meaning) ? found : meaning;
            at += Math.Max(1, length);
        }

        return meaning;
    }

    /// <summary>The phrase says nothing where it stands, by what stands before and behind it.</summary>
    private static bool IsMoot(ReadOnlySpan<string> words, int at, int length, bool? before)
    {
        int end = at + length;
        bool goesOn = end < words.Length && !Courtesies.Contains(words[end]);
        return (before is false && YesNoPhrases.Softening.LengthAt(words, at) == length) || (goesOn && YesNoPhrases.Elliptic.LengthAt(words, at) == length);
    }

    private static int LongestAt(ReadOnlySpan<string> words, out bool? meaning)
    {
        for (int length = Math.Min(LongestPhrase, words.Length); length > 0; length--)
        {
            if (Meanings.TryGetValue(string.Join(' ', words[..length]!), out meaning))
                return length;
        }

        meaning = null;
        return 0;
    }

    private static Dictionary<string, bool?> Table()
    {
        var table = new Dictionary<string, bool?>(StringComparer.Ordinal);
        foreach (string phrase in YesNoPhrases.Yes)
            table[phrase] = true;
        foreach (string phrase in YesNoPhrases.No)
            table[phrase] = false;
        foreach (string phrase in YesNoPhrases.Neither)
            table[phrase] = null;
        return table;
    }
}
