namespace Futwork.Realtime.Understanding;

/// <summary>A time of the day as it was said.</summary>
/// <param name="Minutes">Since midnight; where the half of the day was not said, since midnight or noon.</param>
/// <param name="IsHalfKnown">Which half of the day is meant was said.</param>
internal readonly record struct SpokenClock(int Minutes, bool IsHalfKnown)
{
    private const int Half = 12 * 60;

    /// <summary>What is in time for somebody who wants it before.</summary>
    private const int Ahead = 30;

    /// <summary>A time was named, but only to exclude it, or nobody knows which: "not at four", "four five o'clock".</summary>
    public static readonly SpokenClock Unclear = new(-1, true);

    /// <summary>The times that it may be, the earlier first.</summary>
    public TimeOnly[] Times => Minutes < 0 ? [] : IsHalfKnown ? [At(Minutes)] : [At(Minutes % Half), At((Minutes % Half) + Half)];

    /// <summary>Half an hour before it.</summary>
    public SpokenClock Earlier => this with { Minutes = (Minutes - Ahead + (2 * Half)) % (2 * Half) };

    private static TimeOnly At(int minutes) => new(minutes / 60, minutes % 60);

    /// <summary>Where a stretch of time begins that ends then: "four to five pm" begins in the afternoon.</summary>
    public SpokenClock Until(SpokenClock end)
    {
        if (IsHalfKnown || end is not { IsHalfKnown: true, Minutes: >= 0 })
            return this;
        TimeOnly last = end.Times[0];
        return Array.FindAll(Times, begin => begin < last) is [.., var latest] ? new SpokenClock((latest.Hour * 60) + latest.Minute, true) : this;
    }

    /// <summary>By a clock of 24 hours, or of twelve with the half of the day, or without it.</summary>
    public static SpokenClock Of(int minutes, bool? isAfternoon) => isAfternoon is { } afternoon
        ? new((minutes % Half) + (afternoon ? Half : 0), true)
        : new(minutes, minutes >= 13 * 60);
}

/// <summary>
/// Reads a time of the day: "at four", "half past five", "five thirty pm", "16:30", "17:00 hrs", "sadhe paanch baje", "chaar bajkar tees minute", "noon". "Before six" is half an hour before,
/// and of "four to five" it is the beginning.
/// </summary>
internal static class SpokenTime
{
    private static readonly HashSet<string> Before = ["at", "around", "about", "by", "till", "until", "before", "after", "karib", "kareeb", "lagbhag", "करीब", "लगभग"];

    /// <summary>What may stand between a time and the English negation in front of it. "Not before six" excludes no time: it means six.</summary>
    private static readonly HashSet<string> InFront = ["at", "around", "about", "by", "till", "until", "after", "the", "call", "me"];

    private static readonly HashSet<string> InFrontOfLimit = [.. InFront, "free", "available", "possible"];

    /// <summary>Between two times they say that it is one of them, or something in between.</summary>
    private static readonly HashSet<string> Between = ["to", "and", "or", "se", "ya", "aur", "से", "या", "और"];

    /// <summary>Behind an hour, and before the minutes that have passed since.</summary>
    private static readonly PhraseSet Struck = ["bajkar", "bajke", "baj kar", "baj ke", "बजकर", "बजके", "बज कर", "बज के"];

    /// <summary>Behind an hour, and before the minutes that it is until then.</summary>
    private static readonly PhraseSet ToStrike = ["bajne mein", "bajne me", "bajne main", "बजने में"];

    /// <summary>Behind a number they say that it is none of the clock.</summary>
    private static readonly HashSet<string> Counted = [.. TimeUnits.All, .. DateWords.OfMonth, "second", "seconds", "time", "times", "people", "rupees", "percent", "log", "लोग"];

    /// <summary>
    /// The first that can be nothing else; else the first number that may be one, as in "tomorrow four". <see cref="SpokenClock.Unclear"/> when nobody knows which, null when there is
    /// none.
    /// </summary>
    public static SpokenClock? Read(string[] words) => Within(Correction.Last(words, said => Within(said)));

    private static SpokenClock? Within(string[] words)
    {
        SpokenClock? loose = null;
        bool isExcluded = false;
        for (int at = 0, next; at < words.Length; at = next)
        {
            int end = at;
            next = at + 1;
            if (At(words, ref end, out bool isSure) is not { } clock || IsCounted(words, end) || (!isSure && CountsWithNext(words, end)))
                continue;
            if (IsEither(words, at, isSure))
                return SpokenClock.Unclear;
            bool isMarked = isSure || (at > 0 && Before.Contains(words[at - 1]));
            bool isStretch = IsStretch(words, ref clock, ref end, ref isMarked);
            if (!isSure && IsCounted(words, end))
                continue;
            next = isStretch ? end : next;
            if (Negation.Excludes(words, at, end, InFront))
            {
                isExcluded = true;
                continue;
            }

            clock = IsLimit(words, at, end) ? clock.Earlier : clock;
            if (isMarked)
                return clock;
            if (loose is null && (isStretch || IsAlone(words, at, end)))
                loose = clock;
        }

        if (loose is null)
            return isExcluded ? SpokenClock.Unclear : null;
        return Array.Exists(words, IsOfDate) ? null : loose;
    }

    private static bool IsCounted(string[] words, int end) => end < words.Length && Counted.Contains(words[end]);

    /// <summary>Of "two three days" also the two counts days.</summary>
    private static bool CountsWithNext(string[] words, int end) => IsCounted(words, end + 1) && NumberWords.Read(words, end).Kind is NumberWordKind.Value;

    /// <summary>
    /// "Four five o'clock" is four or five, unless the first is a day ("March four five o'clock"). "Ten to five" is ten minutes to five, or from ten to five: "at" and "from" tell. Nobody
    /// says ten minutes to ten thirty.
    /// </summary>
    private static bool IsEither(string[] words, int at, bool isSure)
    {
        if (NumberWords.Read(words, at) is not { Kind: NumberWordKind.Value } number)
            return false;
        bool isPair = isSure && at > 0 && NumberWords.Read(words, at - 1) is { Kind: NumberWordKind.Value } before && number.Value == before.Value + 1;
        int last = at + 2;
        bool isEither = !isSure && number.Value is 5 or 10 && last < words.Length && words[at + 1] is "to"
            && Hour(words, ref last) is not null && Minute(words, ref last) is null && !IsCounted(words, last);
        return (isPair && !(at > 1 && DateWords.Month(words[at - 2]) is not null)) || (isEither && !(at > 0 && words[at - 1] is "from" or "between"));
    }

    /// <summary>"Four to five", "paanch se chhe baje": the beginning counts; moves past the end.</summary>
    private static bool IsStretch(string[] words, ref SpokenClock clock, ref int end, ref bool isMarked)
    {
        int last = end + 1;
        if (last >= words.Length || !Between.Contains(words[end]) || At(words, ref last, out bool isSure) is not { } until)
            return false;
        (clock, end, isMarked) = (clock.Until(until), last, isMarked || isSure);
        return true;
    }

    /// <summary>"Before six", "chhe baje se pehle"; not "not before six".</summary>
    private static bool IsLimit(string[] words, int at, int end)
    {
        if (at > 0 && words[at - 1] is "before")
            return !Negation.Excludes(words, at - 1, at, InFrontOfLimit);
        int before = Array.FindIndex(words, end, Math.Min(2, words.Length - end), word => word is "pehle" or "pahle" or "पहले");
        return before >= 0 && !Array.Exists(words[before..Math.Min(words.Length, before + 4)], Negation.IsNegation);
    }

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

        if ((Past(words, ref at) ?? ByStroke(words, ref at) ?? Shifted(words, ref at) ?? Written(words[at], ref at)) is { } whole)
            return SpokenClock.Of(whole, Afternoon(words, ref at));
        if (Hour(words, ref at) is not { } hour)
            return null;
        int? minute = Minute(words, ref at);
        if ((minute is 0 || (minute is not null && hour > 12)) && at < words.Length && words[at] is "hrs" or "hours")
            at++;
        bool named = IsOClock(words, ref at);
        bool? afternoon = Afternoon(words, ref at);
        isSure = minute is not null || named || afternoon is not null;
        return SpokenClock.Of((hour * 60) + (minute ?? 0), afternoon);
    }

    /// <summary>"Half past five", "ten past four", "quarter to six", "ten minutes to five", "at ten to five". "Two to four" is from two to four.</summary>
    private static int? Past(string[] words, ref int at)
    {
        int? named = words[at] switch { "half" => 30, "quarter" => 15, _ => null };
        int end = named is null ? at : at + 1;
        if ((named ?? Number(words, ref end)) is not { } minutes || minutes == 0)
            return null;
        bool isMinutes = end < words.Length && TimeUnits.Minutes.Contains(words[end]);
        end += isMinutes ? 2 : 1;
        if (end >= words.Length)
            return null;
        bool isBefore = words[end - 1] is "to" && (isMinutes || minutes is 15 or 20 or 25 || (minutes is 5 or 10 && at > 0 && Before.Contains(words[at - 1])));
        if ((!isBefore && words[end - 1] is not "past") || Hour(words, ref end) is not { } hour || hour == 0 || (isBefore && hour > 12))
            return null;
        IsOClock(words, ref end);
        at = end;
        return (hour * 60) + (isBefore ? -minutes : minutes);
    }

    /// <summary>"Chaar bajkar tees minute", "paanch bajne mein das minute".</summary>
    private static int? ByStroke(string[] words, ref int at)
    {
        int end = at;
        if (Hour(words, ref end) is not { } hour || hour == 0)
            return null;
        int struck = Struck.LengthAt(words, end), toStrike = ToStrike.LengthAt(words, end);
        end += struck + toStrike;
        if (struck + toStrike == 0 || Number(words, ref end) is not { } minutes)
            return null;
        at = end < words.Length && TimeUnits.Minutes.Contains(words[end]) ? end + 1 : end;
        return (hour * 60) + (struck > 0 ? minutes : -minutes);
    }

    /// <summary>"Sadhe paanch", "paune chhe"; "dedh baje" and "dhai baje".</summary>
    private static int? Shifted(string[] words, ref int at)
    {
        NumberWord word = NumberWords.Read(words[at]);
        int end = at + 1;
        int? minutes = word switch
        {
            { Kind: NumberWordKind.Shift } when end < words.Length && Hour(words, ref end) is > 0 and var hour => (hour * 60) + (int)(word.Value * 60),
            { Kind: NumberWordKind.Value, IsHindi: true } when word.Value != decimal.Truncate(word.Value) && end < words.Length && TimeUnits.OClock.Contains(words[end]) => (int)(word.Value * 60),
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
        bool isTwo = NumberWords.MayBeTwo(words[at]) && at + 1 < words.Length
            && (TimeUnits.OClock.Contains(words[at + 1]) || Struck.LengthAt(words, at + 1) > 0 || ToStrike.LengthAt(words, at + 1) > 0);
        NumberWord word = isTwo ? new NumberWord(NumberWordKind.Value, 2, words[at]) : NumberWords.Read(words, at);
        bool fits = word.Kind is NumberWordKind.Value && word.Value == decimal.Truncate(word.Value)
            && (char.IsAsciiDigit(words[at][0]) ? word.Value is >= 0 and <= 23 : word.Value is >= 1 and <= 12);
        if (!fits)
            return null;
        at++;
        return (int)word.Value;
    }

    /// <summary>Right behind an hour: "thirty", "forty five", "05", "oh five".</summary>
    private static int? Minute(string[] words, ref int at)
    {
        if (at + 1 < words.Length && words[at] is "oh" or "o" or "zero" && NumberWords.Read(words[at + 1]) is { IsDigit: true, Value: > 0 } last)
        {
            at += 2;
            return (int)last.Value;
        }

        bool fits = at < words.Length && (char.IsAsciiDigit(words[at][0]) ? words[at].Length == 2 : NumberWords.Read(words[at]).Value >= 10);
        return fits ? Number(words, ref at) : null;
    }

    /// <summary>A whole number below sixty: "five", "twenty five".</summary>
    private static int? Number(string[] words, ref int at)
    {
        if (at >= words.Length || NumberWords.Read(words[at]) is not { Kind: NumberWordKind.Value, Value: >= 0 and <= 59 } word || word.Value != decimal.Truncate(word.Value))
            return null;
        int number = (int)word.Value;
        at++;
        if (word.TakesDigit && at < words.Length && NumberWords.Read(words[at]) is { IsDigit: true, Value: > 0 } unit)
            (number, at) = (number + (int)unit.Value, at + 1);
        return number;
    }

    private static bool IsOClock(string[] words, ref int at)
    {
        int length = at < words.Length && TimeUnits.OClock.Contains(words[at]) ? 1 : at + 1 < words.Length && words[at] is "o" && words[at + 1] is "clock" ? 2 : 0;
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
