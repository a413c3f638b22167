using NodaTime;

namespace Futwork.Consent;

/// <summary>
/// Weekly hours in one timezone. No windows: at any time. A timezone that is not known is never open: nobody is called at an hour that cannot be told.
/// What counts is the clock on the wall there, so an hour that a change of the clocks skips is never open, and one that it repeats is open twice.
/// </summary>
internal sealed class CallingWindows(string? timezone, IReadOnlyList<CallingWindow> windows)
{
    private const int DaysOfWeek = 7;

    /// <summary>A window that the clocks skip opens a week later, and so may another one then.</summary>
    private static readonly Duration Ahead = Duration.FromDays(4 * DaysOfWeek);

    private readonly DateTimeZone? _zone = Zone(timezone);
    private readonly List<Hours>[] _byDay =
    [
        .. Enumerable.Range(1, DaysOfWeek).Select(day => windows.Where(window => window.IsOn((IsoDayOfWeek)day))
            .Select(window => new Hours(window.StartTime(), window.EndTime())).ToList()),
    ];

    public static bool IsTimezone(string name) => Zone(name) is not null;

    public static DateTimeZone? Zone(string? name) => name is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    /// <summary>People may be called at this instant.</summary>
    public bool IsOpen(DateTimeOffset at) => NextOpening(at) == at;

    /// <summary>The first instant, not before <paramref name="from"/>, at which people may be called; null when there is none.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset from) => FirstOpen(Instant.FromDateTimeOffset(from))?.ToDateTimeOffset();

    /// <summary>As <see cref="NextOpening"/>.</summary>
    public Instant? FirstOpen(Instant from)
    {
        if (windows.Count == 0)
            return from;
        // Between two changes of the clocks, the clock on the wall runs as time does.
        for (var until = from + Ahead; _zone is not null && from < until;)
        {
            var steady = _zone.GetZoneInterval(from);
            var opening = FirstOpen(from.WithOffset(steady.WallOffset).LocalDateTime)?.WithOffset(steady.WallOffset).ToInstant();
            if (opening is not null && (!steady.HasEnd || opening < steady.End))
                return opening;
            if (!steady.HasEnd)
                return null;
            from = steady.End;
        }

        return null;
    }

    private LocalDateTime? FirstOpen(LocalDateTime from)
    {
        for (var days = 0; days <= DaysOfWeek; days++)
        {
            var date = from.Date.PlusDays(days);
            var earliest = days == 0 ? from.TimeOfDay : LocalTime.Midnight;
            if (_byDay[(int)date.DayOfWeek - 1].Select(hours => hours.FirstOpen(earliest)).Min() is { } time)
                return date + time;
        }

        return null;
    }

    private readonly record struct Hours(LocalTime Start, LocalTime? End)
    {
        public LocalTime? FirstOpen(LocalTime from)
        {
            var open = from > Start ? from : Start;
            return End is null || open < End ? open : null;
        }
    }
}
