using System.Text;

namespace Futwork.Providers.Local.Sphinx.Pronunciation;

/// <summary>
/// Pronounces a word that no dictionary has, in the phones of cmudict: once as Indian names are written (every vowel
/// spoken), once by the commonest rules of English (a silent e, "tion").
/// </summary>
internal static class LetterToSound
{
    private const string Vowels = "aeiouy";
    private const int LongestAbbreviation = 4;

    private static readonly (string Letters, string Phones)[] Shared =
    [
        ("tion", "SH AH N"), ("sion", "ZH AH N"), ("tch", "CH"), ("sch", "SH"), ("shh", "SH"), ("chh", "CH"),
        ("aa", "AA"), ("ee", "IY"), ("ii", "IY"), ("oo", "UW"), ("uu", "UW"), ("ai", "AY"), ("ay", "EY"), ("au", "AW"), ("aw", "AO"), ("ei", "EY"),
        ("ey", "EY"), ("oi", "OY"), ("oy", "OY"), ("ou", "AW"), ("ow", "OW"), ("ea", "IY"), ("oa", "OW"), ("ia", "IY AH"), ("iya", "IY AH"),
        ("sh", "SH"), ("ch", "CH"), ("ph", "F"), ("bh", "B"), ("dh", "D"), ("gh", "G"), ("jh", "JH"), ("kh", "K"), ("zh", "ZH"), ("rh", "R"),
        ("ck", "K"), ("qu", "K W"), ("ng", "NG"), ("nk", "NG K"), ("wh", "W"), ("ce", "S EH"), ("ci", "S IH"), ("cy", "S IY"),
        ("b", "B"), ("c", "K"), ("d", "D"), ("f", "F"), ("g", "G"), ("h", "HH"), ("j", "JH"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"),
        ("p", "P"), ("q", "K"), ("r", "R"), ("s", "S"), ("t", "T"), ("v", "V"), ("w", "V"), ("x", "K S"), ("z", "Z"),
    ];

    private static readonly (string Letters, string Phones)[] Indian =
        [("th", "T"), ("a", "AH"), ("e", "EY"), ("i", "IH"), ("o", "OW"), ("u", "UH"), ("y", "Y")];

    private static readonly (string Letters, string Phones)[] English =
        [("th", "TH"), ("w", "W"), ("a", "AE"), ("e", "EH"), ("i", "IH"), ("o", "AA"), ("u", "AH"), ("y", "IH")];

    private static readonly string[] LetterNames =
    [
        "EY", "B IY", "S IY", "D IY", "IY", "EH F", "JH IY", "EY CH", "AY", "JH EY", "K EY", "EH L", "EH M", "EH N", "OW", "P IY", "K Y UW",
        "AA R", "EH S", "T IY", "Y UW", "V IY", "D AH B AH L Y UW", "EH K S", "W AY", "Z EH D",
    ];

    /// <summary>Pronunciations of a word of ASCII letters (others are passed over), likeliest first; spelled when it cannot be spoken or is short enough for an abbreviation.</summary>
    public static IEnumerable<string> Pronounce(string word)
    {
        var letters = string.Concat(word.Where(char.IsAsciiLetterLower));
        if (letters.Length is 0)
            return [];
        if (!letters.Any(Vowels.Contains) || letters.Length is 1)
            return [Spell(letters)];
        var read = new[] { Read(letters, Indian), Read(Silenced(letters), English) };
        return (letters.Length <= LongestAbbreviation ? read.Append(Spell(letters)) : read).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The names of the letters.</summary>
    private static string Spell(string letters) => string.Join(' ', letters.Where(char.IsAsciiLetterLower).Select(letter => LetterNames[letter - 'a']));

    // "rane" in English has a silent e and a long a before it: the a is left to the doubled vowel rules.
    private static string Silenced(string letters)
    {
        if (letters.Length < 4 || letters[^1] is not 'e' || Vowels.Contains(letters[^2], StringComparison.Ordinal))
            return letters;
        var stem = letters[..^1];
        return Vowels.Contains(stem[^2], StringComparison.Ordinal) && !Vowels.Contains(stem[^3], StringComparison.Ordinal)
            ? stem[..^2] + LongVowel(stem[^2]) + stem[^1]
            : stem;
    }

    private static string LongVowel(char vowel) => vowel switch { 'a' => "ay", 'e' => "ee", 'i' => "ai", 'o' => "oa", 'u' => "oo", _ => "ai" };

    private static string Read(string letters, (string Letters, string Phones)[] own)
    {
        var phones = new StringBuilder();
        for (var at = 0; at < letters.Length;)
        {
            if (at > 0 && letters[at] == letters[at - 1] && !Vowels.Contains(letters[at], StringComparison.Ordinal))
            {
                at++;
                continue;
            }

            var (matched, sound) = Match(letters, at, own);
            phones.Append(phones.Length is 0 ? "" : " ").Append(sound);
            at += matched;
        }

        return phones.ToString();
    }

    private static (int Length, string Phones) Match(string letters, int at, (string Letters, string Phones)[] own)
    {
        var rest = letters.AsSpan(at);
        if (rest.Length is 1 && at > 0 && Last(rest[0]) is { } last)
            return (1, last);
        if (rest[0] is 'y' && at + 1 < letters.Length && Vowels.Contains(rest[1], StringComparison.Ordinal))
            return (1, "Y");
        foreach (var rule in own.Concat(Shared).OrderByDescending(rule => rule.Letters.Length))
            if (rest.StartsWith(rule.Letters, StringComparison.Ordinal))
                return (rule.Letters.Length, rule.Phones);
        throw new InvalidOperationException($"No rule for the letter {rest[0]}.");
    }

    private static string? Last(char letter) => letter switch { 'a' => "AH", 'e' => "EY", 'i' or 'y' => "IY", 'o' => "OW", 'u' => "UW", _ => null };
}
