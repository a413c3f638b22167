using Futwork.Hosting;
using NodaTime;

namespace Futwork.Consent;

/// <summary>
/// How often one person is called at most, by all campaigns of a workspace together. Days are those of the person; where they may be in several timezones, every one
/// must allow the call.
/// </summary>
internal sealed record ContactCap
{
    private const int DaysOfWeek = 7;

    /// <summary>No call is counted for longer: seven days, and what a day may differ between timezones.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(DaysOfWeek + 2);

    /// <summary>Calls on one day, from midnight to midnight. Default: no bound.</summary>
    public int? PerDay { get; init; }

    /// <summary>Calls within seven days, today included. Default: no bound.</summary>
    public int? PerWeek { get; init; }

    /// <summary>There is a bound; a method, so that it is not shown as a setting.</summary>
    public bool Bounds() => (PerDay ?? PerWeek) is not null;

    /// <summary>How the rule is called where it allows.</summary>
    public string Name() => "contact cap" + (PerDay is null ? "" : $" {PerDay} a day") + (PerWeek is null ? "" : $" {PerWeek} in 7 days");

    /// <summary>Which bound a call at a moment would break; null when none.</summary>
    /// <param name="zones">The timezones that the person may be in; none: a day is then the last 24 hours.</param>
    /// <param name="contacts">When they were called, unix milliseconds.</param>
    /// <param name="at">The moment.</param>
    /// <returns>The rule, and the first moment at which it holds no more.</returns>
    public (string Rule, DateTimeOffset Until)? Forbids(IReadOnlyList<string> zones, IReadOnlyCollection<long> contacts, DateTimeOffset at)
    {
        var now = Instant.FromDateTimeOffset(at);
        DateTimeZone?[] known = [.. zones.Select(CallingWindows.Zone).OfType<DateTimeZone>()];
        (string Rule, Instant Until)? latest = null;
        foreach (var found in (known.Length > 0 ? known : [null]).SelectMany(zone => Broken(zone, contacts, now)))
        {
            if (latest is null || found.Until > latest.Value.Until)
                latest = found;
        }

        return latest is { } broken ? (broken.Rule, broken.Until.ToDateTimeOffset()) : null;
    }

    public IEnumerable<FieldError> Check(string pointer)
    {
        if (PerDay is < 1 or > 100)
            yield return Rules.Wrong($"{pointer}/perDay", "It must be from 1 to 100; leave it out for no bound.", PerDay);
        if (PerWeek is < 1 or > 500)
            yield return Rules.Wrong($"{pointer}/perWeek", "It must be from 1 to 500; leave it out for no bound.", PerWeek);
    }

    private IEnumerable<(string Rule, Instant Until)> Broken(DateTimeZone? zone, IReadOnlyCollection<long> contacts, Instant now)
    {
        foreach (var (most, days, what) in new[] { (PerDay, 1, "a day"), (PerWeek, DaysOfWeek, "in 7 days") })
        {
            if (most is not { } bound)
                continue;
            var times = contacts.Select(Instant.FromUnixTimeMilliseconds).Where(time => EndOf(time, days, zone) > now).Order().ToList();
            // Allowed again when so many of the oldest count no more that one fewer than the bound is left.
            if (times.Count >= bound)
                yield return ($"contact cap {bound} {what} {zone?.Id ?? "timezone unknown"}", EndOf(times[^bound], days, zone));
        }
    }

    /// <summary>When a call counts no more: at the midnight that ends so many days, or where nobody knows what day it is, when as much time has passed.</summary>
    private static Instant EndOf(Instant call, int days, DateTimeZone? zone) =>
        zone is null ? call + Duration.FromDays(days) : HoursRule.FirstAt(call.InZone(zone).Date.PlusDays(days).AtMidnight(), zone);
}
