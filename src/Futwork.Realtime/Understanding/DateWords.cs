namespace Futwork.Realtime.Understanding;

/// <summary>The words of dates in English and Hindi, in its own script and in Latin letters; the English names of days and months in Hindi's script, too.</summary>
internal static class DateWords
{
    private static readonly string[] WeekdayNames =
    [
        "sunday ravivar itvar रविवार इतवार संडे", "monday somvar सोमवार मंडे", "tuesday mangalvar मंगलवार ट्यूजडे ट्यूज़डे ट्यूसडे", "wednesday budhvar बुधवार वेडनेसडे वेडनसडे",
        "thursday guruvar brihaspativar veervar गुरुवार बृहस्पतिवार वीरवार थर्सडे थर्स्डे", "friday shukravar शुक्रवार फ्राइडे फ्रायडे", "saturday shanivar शनिवार सैटरडे सेटरडे weekend वीकेंड",
    ];

    private static readonly string[] MonthNames =
    [
        "january जनवरी", "february फरवरी फ़रवरी", "march मार्च", "april अप्रैल", "may मई", "june जून", "july जुलाई", "august अगस्त", "september sept सितंबर सितम्बर",
        "october अक्टूबर अक्तूबर", "november नवंबर नवम्बर", "december दिसंबर दिसम्बर",
    ];

    private static readonly string[] Ordinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    /// <summary>Behind a number they say that it is the day of a month: "paanch tarikh ko".</summary>
    public static readonly HashSet<string> OfMonth = ["tarikh", "tareekh", "taarikh", "तारीख", "तारीख़"];

    /// <summary>What may stand between a day and the English negation in front of it.</summary>
    public static readonly HashSet<string> InFront = ["on", "the", "this", "next", "in", "after", "call", "me", "do"];

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
        int found = Array.FindIndex(MonthNames, names => names.Split(' ').Contains(word) || (word.Length == 3 && names.StartsWith(word, StringComparison.Ordinal)));
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

        NumberWord read = IsTwo(words, at) ? new NumberWord(NumberWordKind.Value, 2, words[at], IsHindi: true) : NumberWords.Read(words[at]);
        if (read is not { Kind: NumberWordKind.Value, Value: >= 1 and <= 31 } number || number.Value != decimal.Truncate(number.Value))
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

    /// <summary>"Do march", "do tarikh".</summary>
    private static bool IsTwo(ReadOnlySpan<string> words, int at) =>
        NumberWords.MayBeTwo(words[at]) && at + 1 < words.Length && (OfMonth.Contains(words[at + 1]) || Month(words[at + 1]) is not null);

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
