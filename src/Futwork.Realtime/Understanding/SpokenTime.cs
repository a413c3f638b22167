namespace Futwork.Realtime.Understanding;

/// <summary>A time of the day as it was said.</summary>
/// <param name="Minutes">Since midnight; where the half of the day was not said, since midnight or noon.</param>
/// <param name="IsHalfKnown">Which half of the day is meant was said.</param>
internal readonly record struct SpokenClock(int Minutes, bool IsHalfKnown)
{
    private const int Half = 12 * 60;

    /// <summary>What is in time for somebody who wants it before.</summary>
    private const int Ahead = 30;

    /// <summary>The times that it may be, the earlier first.</summary>
    public TimeOnly[] Times => IsHalfKnown ? [At(Minutes)] : [At(Minutes % Half), At((Minutes % Half) + Half)];

    /// <summary>Half an hour before it.</summary>
    public SpokenClock Earlier => this with { Minutes = (Minutes - Ahead + (2 * Half)) % (2 * Half) };

    private static TimeOnly At(int minutes) => new(minutes / 60, minutes % 60);

    /// <summary>By a clock of 24 hours, or of twelve with the half of the day, or without it.</summary>
    public static SpokenClock Of(int minutes, bool? isAfternoon) => isAfternoon is { } afternoon
        ? new((minutes % Half) + (afternoon ? Half : 0), true)
        : new(minutes, minutes >= 13 * 60);
}

/// <summary>Reads a time of the day: "at four", "half past five", "five thirty pm", "16:30", "sadhe paanch baje", "noon". "Before six" is half an hour before.</summary>
internal static class SpokenTime
{
    private static readonly HashSet<string> Before = ["at", "around", "about", "by", "till", "until", "before", "after", "karib", "kareeb", "lagbhag", "करीब", "लगभग"];
    private static readonly HashSet<string> OClock = ["oclock", "baje", "बजे"];

    /// <summary>Behind a number they say that it is none of the clock.</summary>
    private static readonly HashSet<string> Counted = [.. TimeUnits.All, .. DateWords.OfMonth, "second", "seconds", "time", "times", "people", "rupees", "percent", "log", "लोग"];

    /// <summary>The first that can be nothing else; else the first number that may be one, as in "tomorrow four". Null when there is none.</summary>
    public static SpokenClock? Read(string[] words)
    {
        SpokenClock? loose = null;
        for (int at = 0; at < words.Length; at++)
        {
            int end = at;
            if (At(words, ref end, out bool isSure) is not { } clock || (end < words.Length && Counted.Contains(words[end])))
                continue;
            clock = IsLimit(words, at, end) ? clock.Earlier : clock;
            if (isSure || (at > 0 && Before.Contains(words[at - 1])))
                return clock;
            if (loose is null && IsAlone(words, at, end))
                loose = clock;
        }

        return Array.Exists(words, IsOfDate) ? null : loose;
    }

    /// <summary>"Before six", "chhe baje se pehle".</summary>
    private static bool IsLimit(string[] words, int at, int end) =>
        (at > 0 && words[at - 1] is "before") || Array.Exists(words[end..Math.Min(words.Length, end + 2)], word => word is "pehle" or "पहले");

    /// <summary>It stands beside no other number, and is more than the "one" of "that one".</summary>
    private static bool IsAlone(string[] words, int at, int end) =>
        words[at] is not ("one" or "ek" or "एक") && !(at > 0 && IsNumber(words[at - 1])) && !(end < words.Length && IsNumber(words[end]));

    private static bool IsNumber(string word) => NumberWords.Read(word).Kind is not (NumberWordKind.None or NumberWordKind.Link);

    private static bool IsOfDate(string word) => DateWords.Month(word) is not null || (word.Length >= 4 && char.IsAsciiDigit(word[0]) && !word.Contains('.', StringComparison.Ordinal));

    /// <summary>The time that begins at a word; moves past it.</summary>
    private static SpokenClock? At(string[] words, ref int at, out bool isSure)
    {
        isSure = true;
        if (words[at] is "noon" or "midday")
        {
            at++;
            return new SpokenClock(12 * 60, true);
        }

        if ((Past(words, ref at) ?? Shifted(words, ref at) ?? Written(words[at], ref at)) is { } whole)
            return SpokenClock.Of(whole, Afternoon(words, ref at));
        if (Hour(words, ref at) is not { } hour)
            return null;
        int? minute = Minute(words, ref at);
        bool named = IsOClock(words, ref at);
        bool? afternoon = Afternoon(words, ref at);
        isSure = minute is not null || named || afternoon is not null;
        return SpokenClock.Of((hour * 60) + (minute ?? 0), afternoon);
    }

    /// <summary>"Half past five", "ten past four", "quarter to six". "Two to four" is from two to four.</summary>
    private static int? Past(string[] words, ref int at)
    {
        int? minutes = words[at] switch { "half" => 30, "quarter" => 15, "five" => 5, "ten" => 10, "twenty" => 20, _ => null };
        int hourAt = at + 2;
        bool fits = minutes is not null && hourAt < words.Length && (words[at + 1] is "past" || (words[at + 1] is "to" && minutes == 15));
        if (!fits || Hour(words, ref hourAt) is not { } hour || hour == 0)
            return null;
        int past = (hour * 60) + (words[at + 1] is "to" ? -minutes!.Value : minutes!.Value);
        IsOClock(words, ref hourAt);
        at = hourAt;
        return past;
    }

    /// <summary>"Sadhe paanch", "paune chhe"; "dedh baje" and "dhai baje".</summary>
    private static int? Shifted(string[] words, ref int at)
    {
        NumberWord word = NumberWords.Read(words[at]);
        int end = at + 1;
        int? minutes = word switch
        {
            { Kind: NumberWordKind.Shift } when end < words.Length && Hour(words, ref end) is > 0 and var hour => (hour * 60) + (int)(word.Value * 60),
            { Kind: NumberWordKind.Value, IsHindi: true } when word.Value != decimal.Truncate(word.Value) && end < words.Length && OClock.Contains(words[end]) => (int)(word.Value * 60),
            _ => null,
        };
        if (minutes is null)
            return null;
        IsOClock(words, ref end);
        at = end;
        return minutes;
    }

    /// <summary>"4.30".</summary>
    private static int? Written(string word, ref int at)
    {
        if (word.Split('.') is not [var hours, { Length: 2 } minutes] || !int.TryParse(hours, out int hour) || !int.TryParse(minutes, out int minute) || hour > 23 || minute > 59)
            return null;
        at++;
        return (hour * 60) + minute;
    }

    private static int? Hour(string[] words, ref int at)
    {
        bool isTwo = NumberWords.MayBeTwo(words[at]) && at + 1 < words.Length && OClock.Contains(words[at + 1]);
        NumberWord word = isTwo ? new NumberWord(NumberWordKind.Value, 2, words[at]) : NumberWords.Read(words, at);
        bool fits = word.Kind is NumberWordKind.Value && word.Value == decimal.Truncate(word.Value)
            && (char.IsAsciiDigit(words[at][0]) ? word.Value is >= 0 and <= 23 : word.Value is >= 1 and <= 12);
        if (!fits)
            return null;
        at++;
        return (int)word.Value;
    }

    /// <summary>"Thirty", "forty five", "05".</summary>
    private static int? Minute(string[] words, ref int at)
    {
        if (at >= words.Length || NumberWords.Read(words[at]) is not { Kind: NumberWordKind.Value, Value: >= 0 and <= 59 } word || word.Value != decimal.Truncate(word.Value))
            return null;
        if (char.IsAsciiDigit(words[at][0]) ? words[at].Length != 2 : word.Value < 10)
            return null;
        int minute = (int)word.Value;
        at++;
        if (word.TakesDigit && at < words.Length && NumberWords.Read(words[at]) is { IsDigit: true, Value: > 0 } unit)
            (minute, at) = (minute + (int)unit.Value, at + 1);
        return minute;
    }

    private static bool IsOClock(string[] words, ref int at)
    {
        int length = at < words.Length && OClock.Contains(words[at]) ? 1 : at + 1 < words.Length && words[at] is "o" && words[at + 1] is "clock" ? 2 : 0;
        at += length;
        return length > 0;
    }

    /// <summary>Null: it was not said.</summary>
    private static bool? Afternoon(string[] words, ref int at)
    {
        string first = at < words.Length ? words[at] : "";
        bool isSpelt = first is "a" or "p" && at + 1 < words.Length && words[at + 1] is "m";
        bool? afternoon = first switch { "am" => false, "pm" => true, "a" when isSpelt => false, "p" when isSpelt => true, _ => null };
        at += afternoon is null ? 0 : isSpelt ? 2 : 1;
        return afternoon;
    }
}
