using System.Globalization;
using System.Text;

namespace Futwork.Realtime.Understanding;

/// <summary>Words without case, punctuation and apostrophes, so that "Don't!" and "dont" are the same.</summary>
internal static class Words
{
    private static readonly HashSet<string> Units = [.. TimeUnits.OClock, "k", "l", "am", "pm"];

    /// <summary>The words of a text, lower case. "2,50,000" is one word, and so is "2.5"; "50k" and "4pm" are two.</summary>
    public static string[] Split(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
            Append(clean, text, i);
        return [.. clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Apart)];
    }

    /// <summary>Where <paramref name="phrase"/> stands in <paramref name="words"/> word for word, or -1.</summary>
    public static int IndexOf(ReadOnlySpan<string> words, ReadOnlySpan<string> phrase)
    {
        for (int start = 0; phrase.Length > 0 && start + phrase.Length <= words.Length; start++)
        {
            if (words.Slice(start, phrase.Length).SequenceEqual(phrase))
                return start;
        }

        return -1;
    }

    /// <summary>The text with some of its words, wherever they stand, replaced by others: "1" is replaced in "1 or 2", and not in "10".</summary>
    public static string Replace(string text, string said, string instead)
    {
        var replaced = new StringBuilder();
        int done = 0;
        for (int at = text.IndexOf(said, StringComparison.Ordinal); at >= 0; at = text.IndexOf(said, at + 1, StringComparison.Ordinal))
        {
            int end = at + said.Length;
            if (at < done || IsInsideWord(text, at) || IsInsideWord(text, end))
                continue;
            replaced.Append(text, done, at - done).Append(instead);
            done = end;
        }

        return replaced.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>A letter in lower case; a digit of any script as an ASCII one.</summary>
    public static char Plain(char c) => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : char.ToLowerInvariant(c);

    private static void Append(StringBuilder clean, string text, int i)
    {
        char c = text[i];
        if (IsPartOfWord(c))
            clean.Append(Plain(c));
        else if (c is '\'' or '’')
            return;
        else if (c is '.' or ',' && IsBetweenDigits(text, i))
            clean.Append(c is '.' ? "." : "");
        else
            clean.Append(' ');
    }

    /// <summary>A number and what it counts are two words, also where a recogniser writes them as one: "2.5l", "10lakh", "2hrs". "5th" is one.</summary>
    private static string[] Apart(string word)
    {
        int end = 0;
        while (end < word.Length && (char.IsAsciiDigit(word[end]) || word[end] is '.'))
            end++;
        return end > 0 && end < word.Length && IsUnit(word[end..]) ? [word[..end], word[end..]] : [word];
    }

    private static bool IsUnit(string letters) =>
        Units.Contains(letters) || TimeUnits.All.Contains(letters) || NumberWords.Read(letters).Kind is NumberWordKind.Scale;

    /// <summary>The same word goes on from before this place to behind it.</summary>
    private static bool IsInsideWord(string text, int at) => at > 0 && at < text.Length && IsPartOfWord(text[at - 1]) && IsPartOfWord(text[at]);

    private static bool IsPartOfWord(char c) =>
        char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark;

    private static bool IsBetweenDigits(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]);
}
