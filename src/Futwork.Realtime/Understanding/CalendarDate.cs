using System.Globalization;

namespace Futwork.Realtime.Understanding;

/// <summary>Reads a date by its day and month: "fifth of March", "March 5th 2027", "मार्च की पाँच तारीख", "5 3 2026" (day first).</summary>
internal static class CalendarDate
{
    /// <summary>Behind a number they say that it is no day: "first thing in the morning", "in the second half", "on 5 pm".</summary>
    private static readonly HashSet<string> Counted = [.. TimeUnits.OClock, "am", "pm", "thing", "half", "time", "week"];

    public static DateOnly? Read(string[] words, DateOnly today)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (DateWords.Month(words[i]) is { } month && AroundMonth(words, i, month, today) is { } date)
                return date;
        }

        return Numeric(words);
    }

    /// <summary>Only the day was named: "the twenty first", "paanch tarikh". The next such day.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="today">The day that it is seen from.</param>
    /// <param name="isMarked">A spoken ordinal counts only behind "the" or "on": there may be more in the answer than a day, such as "one second, call me at six".</param>
    public static DateOnly? DayOfMonth(string[] words, DateOnly today, bool isMarked)
    {
        if (Array.Exists(words, w => DateWords.Month(w) is not null))
            return null;
        for (int i = 0; i < words.Length; i++)
        {
            int at = i;
            if (DateWords.Day(words, ref at) is not { } day || (at < words.Length && Counted.Contains(words[at])))
                continue;
            bool isOrdinal = day.Ordinal && (!isMarked || char.IsAsciiDigit(words[i][0]));
            bool isNamed = at < words.Length && DateWords.OfMonth.Contains(words[at]);
            if ((!isOrdinal && !isNamed && !(i > 0 && words[i - 1] is "the" or "on")) || Negation.Excludes(words, i, isNamed ? at + 1 : at, DateWords.InFront))
                continue;
            for (DateOnly month = new(today.Year, today.Month, 1); ; month = month.AddMonths(1))
            {
                if (Date(month.Year, month.Month, day.Day) is { } date && date >= today)
                    return date;
            }
        }

        return null;
    }

    private static DateOnly? AroundMonth(string[] words, int at, int month, DateOnly today)
    {
        int first = at, next = at + 1;
        (int Day, bool Ordinal)? day = DayBefore(words, at, ref first);
        if (day is null && next < words.Length && words[next] is "the" or "ki" or "की")
            next++;
        if (day is null && next < words.Length)
            day = DateWords.Day(words, ref next);
        if (day is null || Negation.Excludes(words, first, next, DateWords.InFront))
            return null;
        if (next < words.Length && Year(words.AsSpan(next)) is { } year)
            return Date(year, month, day.Value.Day);
        return Date(today.Year, month, day.Value.Day) is { } date && date >= today ? date : Date(today.Year + 1, month, day.Value.Day);
    }

    /// <summary>"fifth of March" and "twenty first March": the longest day that ends right before the month, and its first word.</summary>
    private static (int Day, bool Ordinal)? DayBefore(string[] words, int month, ref int first)
    {
        int end = month > 0 && (words[month - 1] is "of" || DateWords.OfMonth.Contains(words[month - 1])) ? month - 1 : month;
        for (int start = Math.Max(0, end - 2); start < end; start++)
        {
            int at = start;
            if (DateWords.Day(words, ref at) is { } day && at == end)
            {
                first = start;
                return day;
            }
        }

        return null;
    }

    private static int? Year(ReadOnlySpan<string> words)
    {
        if (words[0].Length == 4 && int.TryParse(words[0], out int written) && written > 0)
            return written;
        return words[0] switch
        {
            "two" => Number(words[..Math.Min(5, words.Length)]) is { } year and >= 2000 and < 2100 ? year : null,
            "twenty" => Number(words[1..Math.Min(3, words.Length)]) is { } ofCentury and >= 20 and < 40 ? 2000 + ofCentury : null,
            _ => null,
        };
    }

    private static int? Number(ReadOnlySpan<string> words) => int.TryParse(SpokenNumber.Read(words), out int number) ? number : null;

    private static DateOnly? Numeric(string[] words)
    {
        if (DateOnly.TryParseExact(string.Join('-', words), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly iso))
            return iso;
        return DateOnly.TryParseExact(string.Join('-', words), ["d-M-yyyy", "d-M-yy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
    }

    private static DateOnly? Date(int year, int month, int day) =>
        day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
}
