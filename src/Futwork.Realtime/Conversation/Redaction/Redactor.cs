using System.Text;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>Masks numbers and addresses of people in what was recognised, whether written or dictated in words.</summary>
internal sealed partial class Redactor(IReadOnlyCollection<string> kinds)
{
    /// <summary>What can be masked.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["payment-card", "aadhaar", "pan", "email", "phone"];

    private const int LongestDictation = 40;

    /// <summary>So many digits may be the beginning of a number that is still being dictated.</summary>
    private const int SuspiciousDigits = 7;

    /// <summary>The text with each thing masked by its name, such as <c>[payment card]</c>.</summary>
    /// <param name="text">What was recognised.</param>
    /// <param name="isFinal">It is all: else a long number that is not complete is masked too.</param>
    public string Redact(string text, bool isFinal = true) => Redact([text], isFinal)[0];

    /// <summary>Texts that were said one after the other, each with what is to be masked of it, also of what begins in one and ends in another.</summary>
    public string[] Redact(IReadOnlyList<string> texts, bool isFinal = true)
    {
        if (kinds.Count == 0)
            return [.. texts];
        Finding[] found = Find(string.Join(' ', texts), isFinal);
        var redacted = new string[texts.Count];
        int start = 0;
        foreach ((int i, string text) in texts.Index())
        {
            redacted[i] = Mask(text, found.Where(f => f.Meets(start, start + text.Length)).Select(f => f with { Start = f.Start - start, End = f.End - start }));
            start += text.Length + 1;
        }

        return redacted;
    }

    private static string Mask(string text, IEnumerable<Finding> found)
    {
        var masked = new StringBuilder();
        int done = 0;
        foreach (Finding finding in found)
        {
            masked.Append(text, done, Math.Max(finding.Start, 0) - done).Append(finding.Mask);
            done = Math.Min(finding.End, text.Length);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    private Finding[] Find(string text, bool isFinal)
    {
        List<Finding> found = kinds.Contains("email") ? [.. Email().Matches(text).Select(m => new Finding("email", m.Index, m.Index + m.Length))] : [];
        SpelledWord[] words = SpelledWord.Of(text);
        if (kinds.Contains("pan"))
            Scan(words, Pan, found);
        Scan(words, number => Number(number, isFinal), found);
        return [.. found.OrderBy(f => f.Start)];
    }

    private static void Scan(SpelledWord[] words, Func<ArraySegment<SpelledWord>, string?> kindOf, List<Finding> found)
    {
        for (int first = 0; first < words.Length; first++)
        {
            for (int last = Math.Min(words.Length, first + LongestDictation) - 1; last >= first; last--)
            {
                if (kindOf(new ArraySegment<SpelledWord>(words, first, last + 1 - first)) is not { } kind
                    || found.Exists(f => f.Meets(words[first].Start, words[last].End)))
                    continue;
                found.Add(new Finding(kind, words[first].Start, words[last].End));
                first = last;
                break;
            }
        }
    }

    private string? Number(ArraySegment<SpelledWord> words, bool isFinal)
    {
        if (!words[0].IsNumber || !words[^1].IsNumber || !words.All(w => w.IsNumber || w.IsFiller))
            return null;
        string digits = SpelledWord.Digits(words.Where(w => w.IsNumber));
        string? kind = digits.Length switch
        {
            12 when digits[0] > '1' && kinds.Contains("aadhaar") && Checksums.Verhoeff(digits) => "aadhaar",
            >= 13 and <= 19 when kinds.Contains("payment-card") && digits.Distinct().Count() > 1 && Checksums.Luhn(digits) => "payment-card",
            _ => kinds.Contains("phone") && IsPhone(digits, words[0].Text[0] is '+') ? "phone" : null,
        };
        return kind ?? (!isFinal && digits.Length >= SuspiciousDigits ? "number" : null);
    }

    /// <summary>An Indian mobile number, with or without its prefix, or any number with its country's.</summary>
    private static bool IsPhone(string digits, bool isInternational) => digits.Length switch
    {
        >= 8 and <= 15 when isInternational => true,
        10 => digits[0] >= '6',
        11 => digits[0] == '0' && digits[1] >= '6',
        12 => digits.StartsWith("91", StringComparison.Ordinal) && digits[2] >= '6',
        _ => false,
    };

    private static string? Pan(ArraySegment<SpelledWord> words)
    {
        var spelled = new StringBuilder();
        foreach (SpelledWord word in words)
        {
            if (word.Spelled is not { } part || spelled.Length + part.Length > 10)
                return null;
            spelled.Append(part);
        }

        return PermanentAccountNumber().IsMatch(spelled.ToString()) ? "pan" : null;
    }

    // The fourth letter is the kind of its holder.
    [GeneratedRegex("^[a-z]{3}[abcfghjlpt][a-z][0-9]{4}[a-z]$", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex PermanentAccountNumber();

    [GeneratedRegex(
        @"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[\w.+-]+\s+(?:dot|underscore|dash|hyphen)\s+)*[\w.+-]+\s+at\s+(?:the\s+rate\s+(?:of\s+)?)?[\w-]+(?:\s+dot\s+[\w-]+)+",
        RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Email();
}
