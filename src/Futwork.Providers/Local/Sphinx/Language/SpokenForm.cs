using System.Globalization;
using System.Text;

namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>A text as the recogniser's words: lower case, no punctuation, numbers spelled out.</summary>
internal static class SpokenForm
{
    private const int LongestNumber = 6;

    /// <summary>The words of <paramref name="text"/> as they are spoken.</summary>
    public static string[] Words(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var letter in text)
            spaced.Append(letter switch { '’' => '\'', '\'' => '\'', _ when IsPartOfWord(letter) => char.ToLowerInvariant(letter), _ => ' ' });
        return [.. spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('\'')).Where(word => word.Length > 0).SelectMany(Spell)];
    }

    private static bool IsPartOfWord(char letter) =>
        char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark;

    private static IEnumerable<string> Spell(string word)
    {
        for (var at = 0; at < word.Length;)
        {
            var digits = char.IsAsciiDigit(word[at]);
            var end = at + 1;
            while (end < word.Length && char.IsAsciiDigit(word[end]) == digits)
                end++;
            var part = word[at..end];
            at = end;
            foreach (var spoken in digits ? Number(part) : [part])
                yield return spoken;
        }
    }

    private static IEnumerable<string> Number(string digits) => digits.Length > LongestNumber || (digits.Length > 1 && digits[0] is '0')
        ? digits.Select(digit => SpokenNumbers.Digits[digit - '0'])
        : SpokenNumbers.Say(int.Parse(digits, CultureInfo.InvariantCulture)).Split(' ');
}
