namespace Futwork.Realtime.Understanding;

/// <summary>
/// Reads a day out of an answer, seen from today: "tomorrow", "next Monday", "the fifth of March", "in three days".
/// Without a year it is the next such day; a weekday is the next one after today, with or without "next".
/// </summary>
internal static class SpokenDate
{
    /// <summary>No more days, weeks or months are counted.</summary>
    private const int MostUnits = 366;

    /// <summary>Where two are named, the earlier here: who says "today" beside another day is mostly busy today.</summary>
    private static readonly (string[] Phrase, int Days)[] Relative =
    [
        (["day", "after", "tomorrow"], 2), (["day", "before", "yesterday"], -2), (["tomorrow"], 1), (["today"], 0), (["tonight"], 0), (["yesterday"], -1),
        (["next", "week"], 7), (["agle", "hafte"], 7), (["parson"], 2), (["parso"], 2), (["kal"], 1), (["aaj"], 0),
        (["अगले", "हफ्ते"], 7), (["अगले", "हफ़्ते"], 7), (["परसों"], 2), (["कल"], 1), (["आज"], 0),
    ];

    /// <summary>The day meant, or null.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="today">The day that it is seen from.</param>
    /// <param name="hasTime">The answer may tell a time besides: what may be the day of a month has to be marked as one.</param>
    public static DateOnly? Read(ReadOnlySpan<string> words, DateOnly today, bool hasTime = false) =>
        Within(Correction.Last(words.ToArray(), said => Within(said, today, hasTime)), today, hasTime);

    private static DateOnly? Within(string[] words, DateOnly today, bool hasTime) =>
        CalendarDate.Read(words, today) ?? Weekday(words, today) ?? Span(words, today) ?? Month(words, today) ?? Day(words, today, hasTime);

    private static DateOnly? Day(string[] words, DateOnly today, bool hasTime)
    {
        foreach ((string[] phrase, int days) in Relative)
        {
            if (IsMeant(words, phrase))
                return today.AddDays(days);
        }

        return CalendarDate.DayOfMonth(words, today, isMarked: hasTime);
    }

    /// <summary>It is named, and not only excluded ("aaj nahi, kal"), or the end of a longer one: "day after tomorrow".</summary>
    private static bool IsMeant(string[] words, string[] phrase)
    {
        for (int end = phrase.Length; end <= words.Length; end++)
        {
            ReadOnlySpan<string> said = words.AsSpan(0, end);
            if (said.EndsWith(phrase) && !IsEndOfLonger(said, phrase.Length) && !Negation.Excludes(words, end - phrase.Length, end, DateWords.InFront))
                return true;
        }

        return false;
    }

    private static bool IsEndOfLonger(ReadOnlySpan<string> said, int length)
    {
        foreach ((string[] phrase, _) in Relative)
        {
            if (phrase.Length > length && said.EndsWith(phrase))
                return true;
        }

        return false;
    }

    private static DateOnly? Weekday(string[] words, DateOnly today)
    {
        for (int at = 0; at < words.Length; at++)
        {
            if (DateWords.Weekday(words[at]) is { } weekday && !Negation.Excludes(words, at, at + 1, DateWords.InFront))
                return today.AddDays(((weekday - today.DayOfWeek + 6) % 7) + 1);
        }

        return null;
    }

    /// <summary>"in three days", "after two weeks", "one month later", "दो दिन बाद".</summary>
    private static DateOnly? Span(string[] words, DateOnly today)
    {
        for (int unit = 1; unit < words.Length; unit++)
        {
            if (SpokenDelay.Count(words, unit, out int first) is not { } number || number is < 1 or > MostUnits || number != Math.Truncate(number))
                continue;
            int count = (int)number;
            DateOnly? found = words[unit] switch
            {
                var word when TimeUnits.Days.Contains(word) => today.AddDays(count),
                var word when TimeUnits.Weeks.Contains(word) => today.AddDays(7 * count),
                var word when TimeUnits.Months.Contains(word) => today.AddMonths(count),
                _ => null,
            };
            if (found is not null && !Negation.Excludes(words, first, unit + 1, DateWords.InFront))
                return found;
        }

        return null;
    }

    private static DateOnly? Month(string[] words, DateOnly today)
    {
        if (Words.IndexOf(words, ["month", "end"]) >= 0 || Words.IndexOf(words, ["end", "of", "the", "month"]) >= 0 || Words.IndexOf(words, ["end", "of", "month"]) >= 0)
            return new DateOnly(today.Year, today.Month, DateTime.DaysInMonth(today.Year, today.Month));
        bool isNext = Words.IndexOf(words, ["next", "month"]) >= 0 || Words.IndexOf(words, ["agle", "mahine"]) >= 0 || Words.IndexOf(words, ["अगले", "महीने"]) >= 0;
        return isNext ? today.AddMonths(1) : null;
    }
}
