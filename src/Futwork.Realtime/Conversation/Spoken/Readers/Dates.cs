using System.Globalization;
using System.Text.RegularExpressions;

namespace Futwork.Realtime.Conversation.Spoken.Readers;

/// <summary>Dates: 2026-11-22, 22/11/2026, 22 Nov 2026, Nov 22, November 2026, 22-24 Nov.</summary>
internal static partial class Dates
{
    private const string Name =
        @"(?<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?:\.(?=,|\s+[a-z0-9]))?";

    private const string Year = @"(?<y>(?:19|20)\d{2})\b(?![,.]\d)";
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    public static Reading? Read(string text, int at, Lexicon lexicon)
    {
        if (char.IsAsciiLetter(text[at]))
            return ByName(MonthFirst().Match(text, at), lexicon);
        return Numeric(Iso().Match(text, at), lexicon) ?? Numeric(Slashed().Match(text, at), lexicon) ?? ByName(DayFirst().Match(text, at), lexicon);
    }

    private static Reading? Numeric(Match match, Lexicon lexicon)
    {
        if (!match.Success)
            return null;
        int first = Number(match, "a"), second = Number(match, "b"), year = Number(match, "y");
        year += year < 100 ? 2000 : 0;
        bool dayFirst = match.Groups["iso"].Success || (lexicon.DayFirst ? second <= 12 : first > 12);
        (int day, int month) = dayFirst ? (first, second) : (second, first);
        return month is < 1 or > 12 || year is < 1900 or > 2099 || day < 1 || day > DateTime.DaysInMonth(year, month)
            ? null
            : new Reading(match.Length, lexicon.Date(day, month, year));
    }

    private static Reading? ByName(Match match, Lexicon lexicon)
    {
        if (!match.Success)
            return null;
        int month = (Months.IndexOf(match.Groups["m"].Value[..3], StringComparison.OrdinalIgnoreCase) / 3) + 1;
        int? year = match.Groups["y"].Success ? Number(match, "y") : null;
        if (!match.Groups["a"].Success)
            return new Reading(match.Length, lexicon.Month(month, year));
        int day = Number(match, "a");
        if (day is < 1 or > 31)
            return null;
        string date = lexicon.Date(day, month, year);
        if (match.Groups["from"].Success && Number(match, "from") is >= 1 and <= 31 and var from)
            date = lexicon.Range(lexicon.DayFirst ? DayOf(from, month, lexicon) : lexicon.Date(from, month, null), date);
        return new Reading(match.Length, date);
    }

    /// <summary>The day as it is said before its month.</summary>
    private static string DayOf(int day, int month, Lexicon lexicon)
    {
        string date = lexicon.Date(day, month, null);
        return date[..date.LastIndexOf(' ')];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\G(?<iso>)(?<y>\d{4})-(?<b>\d{2})-(?<a>\d{2})(?!\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\G(?<a>\d{1,2})(?:(?<s>[/-])(?<b>\d{1,2})\k<s>(?<y>\d{4}|\d{2})|\.(?<b>\d{1,2})\.(?<y>\d{4}))(?![\d/-])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Slashed();

    [GeneratedRegex(
        @"\G(?:(?<from>\d{1,2})(?:st|nd|rd|th)?\s?[-–]\s?)?(?<a>\d{1,2})(?:(?:st|nd|rd|th)(?:\s+of)?[\s-]+(?i:" + Name + @")|[\s-]+(?!may\b|mar\b|march\b)(?i:" + Name + @"))(?:[\s,-]+" + Year + ")?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex DayFirst();

    [GeneratedRegex(
        @"\G" + Name + @"(?:\s+(?<a>\d{1,2})(?:st|nd|rd|th)?\b(?![:,.]\d|\s?%|\s?[-–]\s?\d)(?:,?\s+" + Year + @")?|,?\s+" + Year + ")",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex MonthFirst();
}
