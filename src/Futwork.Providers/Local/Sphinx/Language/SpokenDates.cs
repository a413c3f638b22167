namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>Days, dates and times as they are said.</summary>
internal static class SpokenDates
{
    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Ordinals =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
        "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second",
        "twenty third", "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh", "twenty eighth", "twenty ninth", "thirtieth", "thirty first",
    ];

    private static readonly string[] Relative =
    [
        "today", "tomorrow", "day after tomorrow", "the day after tomorrow", "yesterday", "tonight", "next week", "next month", "this week", "this month",
        "this weekend", "next weekend", "tomorrow morning", "tomorrow evening", "tomorrow afternoon", "today evening", "in the morning",
        "in the evening", "in the afternoon", "end of the month", "at the end of this month", "anytime", "any time", "after lunch", "right now", "later today",
    ];

    private static readonly string[] TimeFrames =
        ["{0}", "at {0}", "after {0}", "around {0}", "before {0}", "tomorrow at {0}", "today at {0}", "call me at {0}", "call me tomorrow at {0}", "by {0}"];

    /// <summary>Sentences of them.</summary>
    public static IEnumerable<string> All() => [.. Relative, .. Days(), .. Dates(), .. Times(), .. Spans(), .. Years()];

    private static IEnumerable<string> Days() =>
        from day in Weekdays
        from frame in (string[])["{0}", "on {0}", "next {0}", "this {0}", "coming {0}", "{0} morning", "{0} evening", "call me on {0}", "{0} is fine", "on {0} at five"]
        select string.Format(null, frame, day);

    private static IEnumerable<string> Dates()
    {
        string[] frames = ["{0} of {1}", "{0} {1}", "{1} {0}", "on the {0} of {1}", "the {0} of {1}"];
        for (var day = 0; day < Ordinals.Length; day++)
        {
            yield return "the " + Ordinals[day];
            yield return "on the " + Ordinals[day];
            for (var frame = 0; frame < frames.Length; frame++)
            {
                var month = Months[(day * 5 + frame) % 12];
                yield return string.Format(null, frames[frame], Ordinals[day], month);
                yield return string.Format(null, frames[frame], Ordinals[day], Months[(day + frame * 7 + 4) % 12]);
            }

            yield return $"{SpokenNumbers.Say(day + 1)} {Months[day % 12]}";
        }
    }

    private static IEnumerable<string> Times()
    {
        var hours = Enumerable.Range(1, 12).Select(SpokenNumbers.Say).ToArray();
        string[] forms =
        [
            "{0}", "{0} o'clock", "{0} am", "{0} pm", "{0} thirty", "{0} fifteen", "{0} forty five", "half past {0}", "quarter past {0}", "quarter to {0}",
            "{0} in the morning", "{0} in the evening", "{0} in the afternoon", "{0} thirty pm", "{0} o'clock in the evening",
        ];
        var times = from form in forms from hour in hours select string.Format(null, form, hour);
        return times.SelectMany((time, i) => new[] { time, string.Format(null, TimeFrames[i % TimeFrames.Length], time) });
    }

    private static IEnumerable<string> Spans() =>
        from count in (string[])["a", "one", "two", "three", "four", "five", "six", "ten", "fifteen", "thirty"]
        from unit in (string[])["minutes", "hours", "days", "weeks", "months", "minute", "hour", "day", "week", "month"]
        where unit.EndsWith('s') != count is "a" or "one"
        from frame in (string[])["in {0} {1}", "after {0} {1}", "{0} {1}"]
        select string.Format(null, frame, count, unit);

    private static IEnumerable<string> Years() =>
        Enumerable.Range(50, 50).Select(year => "nineteen " + SpokenNumbers.Say(year))
            .Concat(Enumerable.Range(1, 30).SelectMany(year => new[] { "two thousand " + SpokenNumbers.Say(year), "twenty " + SpokenNumbers.Say(year + 9) }));
}
