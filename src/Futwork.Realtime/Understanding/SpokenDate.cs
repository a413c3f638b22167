namespace Futwork.Realtime.Understanding;

/// <summary>
/// Reads a day out of an answer, seen from today: "tomorrow", "next Monday", "the fifth of March", "in three days".
/// Without a year it is the next such day; a weekday is the next one after today, with or without "next".
/// </summary>
internal static class SpokenDate
{
    private static readonly (string Phrase, int Days)[] Relative =
    [
        ("day after tomorrow", 2), ("day before yesterday", -2), ("tomorrow", 1), ("today", 0), ("tonight", 0), ("yesterday", -1),
        ("next week", 7), ("agle hafte", 7), ("parson", 2), ("parso", 2), ("aaj", 0), ("kal", 1), ("अगले हफ्ते", 7), ("अगले हफ़्ते", 7), ("परसों", 2), ("आज", 0), ("कल", 1),
    ];

    private static readonly HashSet<string> InFront = ["on", "the", "this", "next", "call", "me", "do"];

    /// <summary>The day meant, or null.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="today">The day that it is seen from.</param>
    /// <param name="hasTime">The answer may tell a time besides: what may be the day of a month has to be marked as one.</param>
    public static DateOnly? Read(ReadOnlySpan<string> words, DateOnly today, bool hasTime = false)
    {
        string[] all = words.ToArray();
        return CalendarDate.Read(all, today) ?? Weekday(all, today) ?? Span(all, today) ?? Month(all, today) ?? Day(all, today, hasTime);
    }

    private static DateOnly? Day(string[] words, DateOnly today, bool hasTime)
    {
        foreach ((string phrase, int days) in Relative)
        {
            if (IsMeant(words, phrase.Split(' ')))
                return today.AddDays(days);
        }

        return CalendarDate.DayOfMonth(words, today, isMarked: hasTime);
    }

    /// <summary>It is named, and not only excluded: "aaj nahi, kal".</summary>
    private static bool IsMeant(string[] words, string[] phrase) =>
        Words.IndexOf(words, phrase) is >= 0 and var at && !Negation.Excludes(words, at, at + phrase.Length, InFront);

    private static DateOnly? Weekday(string[] words, DateOnly today)
    {
        for (int at = 0; at < words.Length; at++)
        {
            if (DateWords.Weekday(words[at]) is { } weekday && !Negation.Excludes(words, at, at + 1, InFront))
                return today.AddDays(((weekday - today.DayOfWeek + 6) % 7) + 1);
        }

        return null;
    }

    /// <summary>"in three days", "after two weeks", "one month later", "दो दिन बाद".</summary>
    private static DateOnly? Span(string[] words, DateOnly today)
    {
        for (int i = 1; i < words.Length; i++)
        {
            if (Count(words[i - 1]) is not { } count)
                continue;
            DateOnly? found = words[i] switch
            {
                _ when TimeUnits.Days.Contains(words[i]) => today.AddDays(count),
                _ when TimeUnits.Weeks.Contains(words[i]) => today.AddDays(7 * count),
                _ when TimeUnits.Months.Contains(words[i]) => today.AddMonths(count),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    private static int? Count(string word) => NumberWords.Read(word) switch
    {
        { Kind: NumberWordKind.Value, Value: >= 1 and <= 366 } number => (int)number.Value,
        _ when word is "a" => 1,
        _ when NumberWords.MayBeTwo(word) => 2,
        _ => null,
    };

    private static DateOnly? Month(string[] words, DateOnly today)
    {
        if (Words.IndexOf(words, ["month", "end"]) >= 0 || Words.IndexOf(words, ["end", "of", "the", "month"]) >= 0 || Words.IndexOf(words, ["end", "of", "month"]) >= 0)
            return new DateOnly(today.Year, today.Month, DateTime.DaysInMonth(today.Year, today.Month));
        bool isNext = Words.IndexOf(words, ["next", "month"]) >= 0 || Words.IndexOf(words, ["agle", "mahine"]) >= 0 || Words.IndexOf(words, ["अगले", "महीने"]) >= 0;
        return isNext ? today.AddMonths(1) : null;
    }
}
