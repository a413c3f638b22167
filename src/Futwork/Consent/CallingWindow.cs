using Futwork.Hosting;
using NodaTime;
using NodaTime.Text;

namespace Futwork.Consent;

/// <summary>Hours in which people may be called, on some days of the week, by the clock of the campaign or of the person.</summary>
/// <param name="Days">Any of <c>mon</c> to <c>sun</c>.</param>
/// <param name="Start">The first moment, <c>HH:mm</c>.</param>
/// <param name="End">The first moment no longer, <c>HH:mm</c>, later than the start; <c>24:00</c> is midnight. Hours over midnight are two windows.</param>
internal sealed record CallingWindow(IReadOnlyList<string> Days, string Start, string End)
{
    private static readonly LocalTimePattern Pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>The names of the days, from Monday on.</summary>
    public static readonly IReadOnlyList<string> EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public bool IsOn(IsoDayOfWeek day) => Days.Contains(EveryDay[(int)day - 1]);

    public LocalTime StartTime() => Pattern.Parse(Start).Value;

    /// <summary>Null is midnight at the end of the day.</summary>
    public LocalTime? EndTime() => End == "24:00" ? null : Pattern.Parse(End).Value;

    /// <summary>What is wrong with it, at this pointer.</summary>
    public IEnumerable<FieldError> Check(string pointer)
    {
        if (Days.Count == 0)
            yield return Rules.Wrong($"{pointer}/days", "Name at least one of mon, tue, wed, thu, fri, sat, sun.", Days);
        foreach (var (index, day) in Days.Index().Where(day => !EveryDay.Contains(day.Item)))
            yield return Rules.Wrong($"{pointer}/days/{index}", "It must be one of mon, tue, wed, thu, fri, sat, sun.", day);
        var startIsTime = Pattern.Parse(Start).Success;
        var endIsTime = End == "24:00" || Pattern.Parse(End).Success;
        if (!startIsTime)
            yield return Rules.Wrong($"{pointer}/start", "It must be a time of day, HH:mm, such as 09:00.", Start);
        if (!endIsTime)
            yield return Rules.Wrong($"{pointer}/end", "It must be a time of day, HH:mm, such as 21:00, or 24:00.", End);
        if (startIsTime && endIsTime && EndTime() is { } end && end <= StartTime())
            yield return Rules.Wrong($"{pointer}/end", "It must be later than the start; hours over midnight are two windows, one to 24:00 and one from 00:00.", End);
    }
}
