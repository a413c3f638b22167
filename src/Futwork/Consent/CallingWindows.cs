using NodaTime;

namespace Futwork.Consent;

/// <summary>
/// When a campaign may call. No windows: at any time. A timezone that is not known is never open: nobody is called at an hour that cannot be told.
/// What counts is the clock on the wall there, so an hour that a change of the clocks skips is never open, and one that it repeats is open twice.
/// </summary>
internal sealed class CallingWindows(string? timezone, IReadOnlyList<CallingWindow> windows)
{
    private const int DaysAhead = 8;

    public static bool IsTimezone(string name) => Zone(name) is not null;

    /// <summary>People may be called at this instant.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        if (windows.Count == 0)
            return true;
        return Zone(timezone) is { } zone && IsOpen(Instant.FromDateTimeOffset(at), zone);
    }

    /// <summary>The first instant, not before <paramref name="from"/>, at which people may be called; null when there is none.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset from)
    {
        if (IsOpen(from))
            return from;
        if (Zone(timezone) is not { } zone)
            return null;
        var instant = Instant.FromDateTimeOffset(from);
        var today = instant.InZone(zone).Date;
        return Enumerable.Range(0, DaysAhead)
            .SelectMany(days => Starts(today.PlusDays(days), zone))
            .Concat(ClockChanges(instant, zone))
            .Where(start => start >= instant && IsOpen(start, zone))
            .Select(start => (DateTimeOffset?)start.ToDateTimeOffset())
            .Min();
    }

    private bool IsOpen(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        return windows.Any(window => window.IsOn(local.DayOfWeek)
            && local.TimeOfDay >= window.StartTime()
            && (window.EndTime() is not { } end || local.TimeOfDay < end));
    }

    private IEnumerable<Instant> Starts(LocalDate day, DateTimeZone zone) =>
        windows.Where(window => window.IsOn(day.DayOfWeek)).SelectMany(window => Instants(day.At(window.StartTime()), zone));

    // Putting the clocks back can lead into a window that was over already.
    private static IEnumerable<Instant> ClockChanges(Instant from, DateTimeZone zone) =>
        zone.GetZoneIntervals(from, from + Duration.FromDays(DaysAhead)).Where(interval => interval.HasStart).Select(interval => interval.Start);

    private static IEnumerable<Instant> Instants(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            0 => [mapping.LateInterval.Start],
            1 => [mapping.Single().ToInstant()],
            _ => [mapping.First().ToInstant(), mapping.Last().ToInstant()],
        };
    }

    private static DateTimeZone? Zone(string? name) => name is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
}
