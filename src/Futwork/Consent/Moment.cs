using NodaTime;
using NodaTime.Text;

namespace Futwork.Consent;

/// <summary>A moment as people write it: by the clock of a timezone that is known beside it, or with its own offset.</summary>
internal static class Moment
{
    private static readonly LocalDateTimePattern[] Local =
        [LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"), LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss")];

    /// <summary>It is written without an offset.</summary>
    public static bool IsLocal(string text) => LocalOf(text) is not null;

    /// <summary>
    /// The moment; null when it is none, or is by a clock that is not known. A time that a change of the clocks skips is the moment of the change, and of
    /// one that it repeats the first counts.
    /// </summary>
    public static Instant? Of(string? text, string? timezone)
    {
        if (text is null)
            return null;
        if (OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } whole)
            return whole.Value.ToInstant();
        return LocalOf(text) is { } local && CallingWindows.Zone(timezone) is { } zone ? HoursRule.FirstAt(local, zone) : null;
    }

    private static LocalDateTime? LocalOf(string text) => Local.Select(pattern => pattern.Parse(text)).FirstOrDefault(parsed => parsed.Success)?.Value;
}
