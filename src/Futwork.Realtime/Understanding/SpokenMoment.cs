namespace Futwork.Realtime.Understanding;

/// <summary>
/// Reads a moment to come out of an answer, by the person's clock: "tomorrow at four", "in two hours", "Monday evening", "kal shaam paanch baje". A time of the day without a
/// day is the next one, and a day without a time the time of now. Where the half of the day is not said, nobody means the night.
/// </summary>
internal static class SpokenMoment
{
    /// <summary>None is further away, in days.</summary>
    public const int MostDays = 60;

    /// <summary>When people are called who name no part of the day.</summary>
    private static readonly DayPart Day = new([], new TimeOnly(10, 0), new TimeOnly(8, 0), new TimeOnly(21, 0));

    private static readonly DayPart[] Parts =
    [
        new(["morning", "subah", "subeh", "savere", "सुबह", "सवेरे"], new TimeOnly(10, 0), new TimeOnly(5, 0), new TimeOnly(12, 0)),
        new(["afternoon", "dopahar", "dopeher", "दोपहर"], new TimeOnly(15, 0), new TimeOnly(12, 0), new TimeOnly(18, 0)),
        new(["evening", "shaam", "sham", "शाम"], new TimeOnly(18, 0), new TimeOnly(16, 0), new TimeOnly(22, 0)),
        new(["night", "tonight", "raat", "रात"], new TimeOnly(20, 0), new TimeOnly(18, 0), new TimeOnly(23, 59)),
    ];

    /// <summary>Null when none was named, or one that has passed or is further away than a call back may be.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="now">What the person's clock shows.</param>
    /// <param name="known">The moment that they are asked about: what they do not name is as there. Null: none.</param>
    public static DateTime? Read(string[] words, DateTime now, DateTime? known = null)
    {
        DateTime minute = now.Date.AddMinutes(Math.Floor(now.TimeOfDay.TotalMinutes));
        SpokenDelay? delay = SpokenDelay.Read(words);
        DateTime? at = delay is { IsMarked: true } ? minute + delay.Value.Length : OnDay(words, minute, known) ?? minute + delay?.Length;
        return at > now && at <= now.AddDays(MostDays) ? at : null;
    }

    /// <summary>The words tell the time of the day, or how long it is until then.</summary>
    public static bool NamesTime(string[] words) => SpokenDelay.Read(words) is not null || Times(words, null) is not null;

    /// <summary>It names a part of the day: "evening", "mornings", "raat".</summary>
    public static bool IsPartOfDay(string word) => Array.Exists(Parts, part => part.Names.Contains(word.EndsWith('s') ? word[..^1] : word));

    private static DateTime? OnDay(string[] words, DateTime now, DateTime? known)
    {
        DateOnly? named = SpokenDate.Read(words, DateOnly.FromDateTime(now), hasTime: true);
        TimeOnly? knownTime = known is { } moment ? TimeOnly.FromDateTime(moment) : null;
        if (Times(words, knownTime) is not { } times)
            return named?.ToDateTime(knownTime ?? TimeOnly.FromDateTime(now));
        DateOnly day = named ?? DateOnly.FromDateTime(known ?? now);
        DateTime? next = times.Select(time => day.ToDateTime(time)).Where(at => at > now).Cast<DateTime?>().FirstOrDefault();
        return next ?? (named is null && times.Length > 0 ? day.AddDays(1).ToDateTime(times[0]) : null);
    }

    /// <summary>The times of the day that may be meant, the earlier first; none where they contradict each other. Null: no word is about it.</summary>
    private static TimeOnly[]? Times(string[] words, TimeOnly? known)
    {
        DayPart? part = PartIn(Correction.Last(words, PartIn));
        if (SpokenTime.Read(words) is not { } clock || (part is not null && clock == SpokenClock.Unclear))
            return part is null ? null : [known is { } kept && part.Holds(kept) ? kept : part.Usual];
        if (known is { } time && clock.Times.Contains(time) && part?.Holds(time) is not false)
            return [time];
        return clock.IsHalfKnown ? clock.Times : [.. clock.Times.Where((part ?? Day).Holds)];
    }

    private static DayPart? PartIn(string[] words) => Array.Find(Parts, part => part.IsIn(words));

    /// <summary>A part of the day.</summary>
    /// <param name="Names">What it is called.</param>
    /// <param name="Usual">The time that is meant by it alone.</param>
    /// <param name="From">Its first moment.</param>
    /// <param name="Until">The first moment after it.</param>
    private sealed record DayPart(string[] Names, TimeOnly Usual, TimeOnly From, TimeOnly Until)
    {
        private static readonly HashSet<string> InFront = ["in", "the", "this", "call", "me", "today", "tomorrow"];

        public bool Holds(TimeOnly time) => time >= From && time < Until;

        /// <summary>It is meant, and not only wished ("good evening") or excluded ("not in the morning", "subah nahi").</summary>
        public bool IsIn(string[] words)
        {
            for (int at = 0; at < words.Length; at++)
            {
                if (Names.Contains(words[at]) && !(at > 0 && words[at - 1] is "good") && !Negation.Excludes(words, at, at + 1, InFront))
                    return true;
            }

            return false;
        }
    }
}
