using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>Telephone numbers, one-time passwords, account and policy numbers: digit by digit, in groups.</summary>
internal static partial class DigitStrings
{
    private const int Context = 40;

    public static Reading? Read(string text, int at, Speller speller)
    {
        if (Run().Match(text, at) is { Success: true } run)
            return new Reading(run.Length, speller.Grouped(run.Value));
        if (Telephone().Match(text, at) is { Success: true } telephone && Telephoned(telephone, speller) is { } spoken)
            return new Reading(telephone.Length, spoken);
        if (Code().Match(text, at) is { Success: true } code && code.Value.Count(char.IsAsciiDigit) >= 3)
            return new Reading(code.Length, speller.Spell(code.Value));
        return Short().Match(text, at) is { Success: true } number && (number.Value[0] is '0' || IsNamedBefore(text, at))
            ? new Reading(number.Length, speller.Grouped(number.Value))
            : null;
    }

    /// <summary>Null when it is two amounts rather than one number: 10000-15000.</summary>
    private static string? Telephoned(Match match, Speller speller)
    {
        string[] groups = [.. Digits().Matches(match.Value).Select(m => m.Value)];
        int digits = groups.Sum(g => g.Length);
        bool international = match.Value[0] is '+';
        if (digits is > 16 || digits < (international ? 8 : 10) || (!international && groups.Length == 2 && groups.All(g => g.EndsWith("00", StringComparison.Ordinal))))
            return null;
        IEnumerable<string> spoken = international && groups.Length == 1 && digits > 10
            ? [speller.Digits(groups[0][..^10]), speller.Grouped(groups[0][^10..])]
            : groups.Select(g => g.Length >= 8 ? speller.Grouped(g) : speller.Digits(g));
        return (international ? speller.Plus + " " : "") + string.Join(", ", spoken);
    }

    private static bool IsNamedBefore(string text, int at)
    {
        int start = Math.Max(0, at - Context);
        return Named().IsMatch(text[start..at]);
    }

    [GeneratedRegex(@"\G(?![1-9]\d{3,5}000(?!\d))\d{7,}(?![\d%])(?![,.]\d)(?!\s?[-–]\s?\d)(?!\s(?:rupee|dollar|euro|pound|people|रुप|डॉलर))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Run();

    [GeneratedRegex(
        @"\G(?:\+\d[\d\s()-]{5,20}\d|\(?0\d{2,4}\)?[\s-]?\d{6,8}|1800[\s-]?\d{2,4}[\s-]?\d{3,4}|\d{5}[\s-]\d{5}|\d{3}[\s-]\d{3}[\s-]\d{4}|\d{4}[\s-]\d{3}[\s-]\d{3}|0\d{2,4}-\d{3,4}[\s-]?\d{3,4}|\d{4}(?:[\s-]\d{4}){2,3})(?!\d)(?![,.]\d)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\G(?=[A-Z0-9/-]*[A-Z])[A-Z0-9]{2,}(?:[/-][A-Z0-9]+)*(?<=[A-Z0-9/-]{5,})(?!\w)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\G\d{2,8}(?![\d%])(?![,.:/]\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Short();

    [GeneratedRegex(
        @"\b(?:OTP|PIN|code|passcode|password|(?:account|policy|reference|ticket|card|phone|mobile|customer|booking|order|loan|application|consumer)\s+(?:number|no\.?|id)|a/c(?:\s+no\.?)?|ending(?:\s+(?:in|with))?|digits|ओटीपी|पिन|कोड|(?:अकाउंट|खाता|पॉलिसी|फ़ोन|मोबाइल|कार्ड)\s+(?:नंबर|संख्या))(?:\s+(?:is|are|was|hai|है))?\s*[:#-]?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Named();
}
