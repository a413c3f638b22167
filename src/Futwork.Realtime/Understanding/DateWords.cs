namespace Futwork.Realtime.Understanding;

/// <summary>The words of dates in English, and the weekdays in Hindi, in its own script and in Latin letters.</summary>
internal static class DateWords
{
    private static readonly string[] WeekdayNames =
    [
        "sunday ravivar itvar रविवार इतवार", "monday somvar सोमवार", "tuesday mangalvar मंगलवार", "wednesday budhvar बुधवार",
        "thursday guruvar brihaspativar veervar गुरुवार बृहस्पतिवार वीरवार", "friday shukravar शुक्रवार", "saturday shanivar शनिवार weekend",
    ];

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Ordinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    /// <summary>Also of "Mondays" and "somwar".</summary>
    public static DayOfWeek? Weekday(string word)
    {
        string one = word.EndsWith('s') ? word[..^1] : word;
        string name = one.EndsWith("war", StringComparison.Ordinal) ? one[..^3] + "var" : one;
        int found = Array.FindIndex(WeekdayNames, names => names.Split(' ').Contains(name));
        return found < 0 ? null : (DayOfWeek)found;
    }

    /// <summary>1 to 12; three letters are enough ("aug").</summary>
    public static int? Month(string word)
    {
        int found = Array.FindIndex(Months, m => m == word || (word.Length == 3 && m.StartsWith(word, StringComparison.Ordinal)) || (word is "sept" && m is "september"));
        return found < 0 ? null : found + 1;
    }

    /// <summary>The day of the month that begins at <paramref name="at"/>: "fifth", "5th", "five", "twenty first"; moves past it.</summary>
    public static (int Day, bool Ordinal)? Day(ReadOnlySpan<string> words, ref int at)
    {
        if (Ordinal(words[at]) is { } ordinal)
        {
            at++;
            return (ordinal, true);
        }

        if (NumberWords.Read(words[at]) is not { Kind: NumberWordKind.Value, Value: >= 1 and <= 31 } number || number.Value != decimal.Truncate(number.Value))
            return null;
        int day = (int)number.Value;
        at++;
        if (day is not (20 or 30) || at == words.Length || char.IsAsciiDigit(number.Word[0]))
            return (day, false);
        if (Array.IndexOf(Ordinals, words[at]) is > 0 and < 10 and var last)
            return (day + last, ++at > 0);
        if (NumberWords.Read(words[at]) is { IsDigit: true, Value: > 0 } unit)
            return (day + (int)unit.Value, ++at < 0);
        return (day, false);
    }

    private static int? Ordinal(string word)
    {
        if (word is "thirtieth")
            return 30;
        if (Array.IndexOf(Ordinals, word) is > 0 and var spoken)
            return spoken;
        bool written = word.Length is 3 or 4 && word[^2..] is "st" or "nd" or "rd" or "th";
        return written && int.TryParse(word[..^2], out int number) && number is >= 1 and <= 31 ? number : null;
    }
}
