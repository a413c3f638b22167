namespace Futwork.Consent;

/// <summary>Times at which a person likes to be called, as they stand in one field of a lead.</summary>
internal static class PreferredTimes
{
    public const string Example = "mon-fri 18:00-20:00; sat 10:00-12:00";

    private const int MostPeriods = 20;

    private static readonly Dictionary<string, string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["morning"] = "09:00-12:00",
        ["afternoon"] = "12:00-17:00",
        ["evening"] = "17:00-20:00",
    };

    /// <summary>Its periods; none for an empty text, null for one that says no times.</summary>
    /// <param name="text">Periods with a comma or semicolon between: days where they matter, and from when until when; or a part of the day.</param>
    public static IReadOnlyList<CallingWindow>? Parse(string? text)
    {
        var periods = (text ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        CallingWindow?[] windows = [.. periods.Select(Period)];
        return windows.Length > MostPeriods || windows.Contains(null) ? null : [.. windows.OfType<CallingWindow>()];
    }

    /// <summary>The other way round: what <see cref="Parse"/> would read.</summary>
    public static string Write(IEnumerable<CallingWindow> windows) =>
        string.Join("; ", windows.Select(window => $"{(window.Days.Count == CallingWindow.EveryDay.Count ? "" : $"{Days(window.Days)} ")}{window.Start}-{window.End}"));

    private static CallingWindow? Period(string text)
    {
        var words = text.ToLowerInvariant().Replace('–', '-').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || (words.Length == 1 ? CallingWindow.EveryDay : DaysOf(words[0])) is not { } days)
            return null;
        var times = (Parts.GetValueOrDefault(words[^1]) ?? words[^1]).Split('-');
        var window = times.Length == 2 ? new CallingWindow(days, times[0], times[1]) : null;
        return window is null || window.Check("").Any() ? null : window;
    }

    private static IReadOnlyList<string>? DaysOf(string text)
    {
        var ends = text.Split('-').Select(day => CallingWindow.EveryDay.ToList().IndexOf(day)).ToList();
        if (ends.Count > 2 || ends.Contains(-1))
            return null;
        var length = ((ends[^1] - ends[0] + CallingWindow.EveryDay.Count) % CallingWindow.EveryDay.Count) + 1;
        return [.. Enumerable.Range(ends[0], length).Select(day => CallingWindow.EveryDay[day % CallingWindow.EveryDay.Count])];
    }

    /// <summary>Days in a row as their first and last.</summary>
    private static string Days(IReadOnlyList<string> days)
    {
        var row = DaysOf($"{days[0]}-{days[^1]}");
        return days.Count > 1 && row is not null && row.SequenceEqual(days) ? $"{days[0]}-{days[^1]}" : string.Join('/', days);
    }
}
