using System.Globalization;

namespace Futwork.Realtime.Understanding;

/// <summary>
/// How long from now: "in two hours", "after half an hour", "dedh ghante baad", "in one hour thirty minutes". Minutes count only where it is said that they are to pass: "two minutes, please"
/// asks for time.
/// </summary>
/// <param name="Length">How long.</param>
/// <param name="IsMarked">It is said that it is to pass. "Two hours" alone may be how long they are busy.</param>
internal readonly record struct SpokenDelay(TimeSpan Length, bool IsMarked)
{
    private const double MostHours = 1440;

    private static readonly string[] HalfMore = ["and", "a", "half"];
    private static readonly HashSet<string> Before = ["in", "after", "within"];
    private static readonly HashSet<string> Between = ["the", "next", "another", "about", "around", "just", "like", "a"];
    private static readonly HashSet<string> After = ["later", "from", "baad", "बाद"];

    /// <summary>Right behind the unit: "do ghante mein". Further away it is somebody: "two minutes, call me".</summary>
    private static readonly HashSet<string> RightAfter = ["mein", "me", "में"];

    /// <summary>What is no number by itself.</summary>
    private static readonly (string[] Words, double Count)[] Counts =
    [
        (["quarter", "of", "an"], 0.25), (["half", "an"], 0.5), (["half", "a"], 0.5), (["couple", "of"], 2), (["half"], 0.5), (["an"], 1), (["a"], 1),
        (["aadha"], 0.5), (["aadhe"], 0.5), (["adha"], 0.5), (["adhe"], 0.5), (["आधा"], 0.5), (["आधे"], 0.5), (["do"], 2), (["दो"], 2),
        (["paun"], 0.75), (["pauna"], 0.75), (["paune"], 0.75), (["पौन"], 0.75), (["पौना"], 0.75), (["पौने"], 0.75), (["sava"], 1.25), (["sawa"], 1.25), (["सवा"], 1.25),
    ];

    /// <summary>Null when there is none.</summary>
    public static SpokenDelay? Read(string[] words) => Within(Correction.Last(words, said => Within(said)));

    private static SpokenDelay? Within(string[] words)
    {
        SpokenDelay? unmarked = null;
        for (int unit = 1; unit < words.Length; unit++)
        {
            bool isHours = TimeUnits.Hours.Contains(words[unit]);
            if ((!isHours && !TimeUnits.Minutes.Contains(words[unit])) || Count(words, unit, out int first) is not { } count || count > (isHours ? MostHours : MostHours * 60))
                continue;
            int last = unit;
            TimeSpan length = isHours ? TimeSpan.FromHours(count) + MinutesBehind(words, ref last) : TimeSpan.FromMinutes(count);
            if (Negation.Excludes(words, first, last + 1, DateWords.InFront))
                continue;
            if (IsToPass(words, first, last))
                return new SpokenDelay(length, true);
            if (isHours)
                unmarked ??= new SpokenDelay(length, false);
        }

        return unmarked;
    }

    /// <summary>How many of the unit, and the word at which that begins: "two and a half hours", "an hour and a half". Null: none, or one of two ("do teen din").</summary>
    public static double? Count(string[] words, int unit, out int first)
    {
        ReadOnlySpan<string> before = words.AsSpan(0, unit), after = words.AsSpan(unit + 1);
        bool isHalfBefore = before.EndsWith(HalfMore);
        double more = isHalfBefore || after.StartsWith(HalfMore) ? 0.5 : 0;
        before = isHalfBefore ? before[..^HalfMore.Length] : before;
        first = before.Length;
        while (first > 0 && NumberWords.Read(before, first - 1).Kind is not (NumberWordKind.None or NumberWordKind.Link))
            first--;
        if (IsGuess(before[first..]))
            return null;
        if (SpokenNumber.Read(before[first..]) is { } number)
            return double.Parse(number, CultureInfo.InvariantCulture) + more;
        foreach ((string[] named, double count) in Counts)
        {
            first = before.Length - named.Length;
            if (before.EndsWith(named))
                return count + more;
        }

        return null;
    }

    /// <summary>"One hour thirty minutes", "ek ghanta aur tees minute": what is said behind the hours; moves to its unit.</summary>
    private static TimeSpan MinutesBehind(string[] words, ref int unit)
    {
        int begin = unit + 1 < words.Length && words[unit + 1] is "and" or "aur" or "और" ? unit + 2 : unit + 1;
        int end = Array.FindIndex(words, Math.Min(begin, words.Length), TimeUnits.Minutes.Contains);
        if (end < 0 || Count(words, end, out int first) is not { } minutes || first != begin || minutes >= 60)
            return TimeSpan.Zero;
        unit = end;
        return TimeSpan.FromMinutes(minutes);
    }

    /// <summary>"Two three hours" is two or three.</summary>
    private static bool IsGuess(ReadOnlySpan<string> number)
    {
        for (int at = 0; at < number.Length; at++)
        {
            if (!NumberWords.Read(number, at).IsDigit)
                return false;
        }

        return number.Length > 1;
    }

    /// <summary>"In the next two minutes", "two minutes from now".</summary>
    private static bool IsToPass(string[] words, int first, int unit)
    {
        int before = first - 1, after = unit + 1;
        while (before >= 0 && Between.Contains(words[before]))
            before--;
        return (before >= 0 && Before.Contains(words[before]))
            || (after < words.Length && RightAfter.Contains(words[after]))
            || Array.Exists(words[after..Math.Min(words.Length, after + 2)], After.Contains);
    }
}
