using System.Buffers;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>What is written short: abbreviations in full, letter words letter by letter, signs as words.</summary>
internal static partial class Shorthand
{
    /// <summary>A long number with the longest name of a scale behind it.</summary>
    private const int LongestAmount = 32;

    private static readonly HashSet<string> Titles = new(["mr", "mrs", "ms", "dr", "prof", "smt", "pvt", "vs", "e.g", "i.e", "no", "rs", "डॉ", "नं", "रु"], StringComparer.Ordinal);

    /// <summary>Letter words with a vowel, which could be taken for words.</summary>
    private static readonly HashSet<string> LetterWords = new(
        ["EMI", "KYC", "SBI", "RBI", "LIC", "IDFC", "OTP", "API", "URL", "UPI", "ATM", "IFSC", "IRDAI", "ICICI", "IDBI", "IVR", "ID", "UK", "USA", "UAE", "AI", "EV", "SUV", "CEO", "FAQ", "ETA", "DOB", "EOD", "AC", "ISO", "IST", "NRI", "CA", "AMC", "IPO", "ITR"],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Pronounced = new(["SIM", "OK", "PM", "AM", "MR", "MRS", "DR", "HMM", "SHH", "PHD"], StringComparer.Ordinal);

    private static readonly SearchValues<char> Vowels = SearchValues.Create("AEIOUY");

    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        if (!char.IsLetter(text[at]))
            return Rate(text, at, lexicon) ?? Sign(text, at, lexicon);
        if (Short().Match(text, at) is { Success: true } match && Abbreviation(text, at, match, lexicon) is { } full)
            return full;
        return Letters().Match(text, at) is { Success: true } letters ? Spelled(letters, lexicon) : null;
    }

    private static Reading? Abbreviation(string text, int at, Match match, Lexicon lexicon)
    {
        string written = match.Value.ToLowerInvariant();
        string key = written.TrimEnd('.');
        if (key is "no" or "nos" or "नं")
            return written.EndsWith('.') && NumberFollows().IsMatch(text, at + match.Length) ? new Reading(match.Length, lexicon.Words.Number) : null;
        if (key is "ms" or "p.a" or "inc" or "लि" or "no" && !written.EndsWith('.'))
            return null;
        if (!lexicon.Words.Abbreviations.TryGetValue(key, out string? full))
            return null;
        bool endsSentence = written.EndsWith('.') && !Titles.Contains(key) && SentenceEnds().IsMatch(text, at + match.Length);
        return new Reading(endsSentence ? match.Length - 1 : match.Length, full);
    }

    private static Reading? Spelled(Match match, Lexicon lexicon)
    {
        string letters = match.Groups["l"].Value;
        bool spelled = !Pronounced.Contains(letters) && (LetterWords.Contains(letters) || !letters.AsSpan().ContainsAny(Vowels));
        if (!spelled)
            return null;
        return new Reading(match.Length, lexicon.Spell(letters) + (match.Groups["s"].Success ? "'s" : ""));
    }

    /// <summary>₹499/month, 50/kg, ₹5 lakh/year. One capital letter names rather a house or a part: 12/A.</summary>
    private static Reading? Rate(string text, int at, Lexicon lexicon)
    {
        Match match = PerUnit().Match(text, at);
        if (!match.Success || !Amount().IsMatch(text[Math.Max(0, at - LongestAmount)..at]))
            return null;
        string unit = match.Groups["u"].Value;
        if (unit.Length == 1 && char.IsUpper(unit[0]))
            return new Reading(1, lexicon.Words.Slash);
        return unit.Length > 1 && lexicon.Words.Units.TryGetValue(unit.ToLowerInvariant(), out Noun known)
            ? new Reading(match.Length, $"{lexicon.Words.Per} {known.One}")
            : new Reading(1, lexicon.Words.Per);
    }

    private static Reading? Sign(string text, int at, Lexicon lexicon)
    {
        Wording words = lexicon.Words;
        char before = at > 0 ? text[at - 1] : ' ', after = at + 1 < text.Length ? text[at + 1] : ' ';
        bool digitFollows = char.IsAsciiDigit(after) || (after is ' ' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]));
        bool joins = char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after);
        string? spoken = text[at] switch
        {
            '&' => words.And,
            '@' => words.At,
            '+' => words.Plus,
            '=' => words.Equal,
            '%' => words.Percent,
            '°' => words.Degrees,
            '/' when joins && char.IsAsciiDigit(before) == char.IsAsciiDigit(after) && char.IsAsciiDigit(before) => words.Slash,
            '/' when joins || (before is ' ' && after is ' ') => words.Or,
            '#' when digitFollows => words.Number,
            '~' when digitFollows => words.About,
            '½' => lexicon.Fraction(1, 2),
            '¼' => lexicon.Fraction(1, 4),
            '¾' => lexicon.Fraction(3, 4),
            '₹' => words.Money["INR"].Major.Many,
            '$' => words.Money["USD"].Major.Many,
            '€' => words.Money["EUR"].Major.Many,
            '£' => words.Money["GBP"].Major.Many,
            _ => null,
        };
        return spoken is null ? null : new Reading(1, spoken);
    }

    [GeneratedRegex(@"\G(?:[A-Za-z](?:\.[A-Za-z])+\.?|[A-Za-z]+(?:[&/][A-Za-z]+)?\.?|(?:डॉ|रु|रू|नं|प्रा|लि)\.)(?![\w@])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Short();

    [GeneratedRegex(@"\G/(?<u>[\p{L}\p{M}]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex PerUnit();

    [GeneratedRegex(@"(?<!\w)[\d.,]*\d\s?(?:" + Counts.Scales + @")?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\G\s?\d", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex NumberFollows();

    [GeneratedRegex(@"\G(?:\s*$|\s+[""'“(]?\p{Lu}|\s*\n)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex SentenceEnds();

    [GeneratedRegex(@"\G(?<l>[A-Z]{2,6})(?<s>s)?(?![\w'’])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Letters();
}
