using NodaTime;
using NodaTime.Text;

namespace Futwork.Consent;

/// <summary>
/// A moment as people write it: by the clock of a timezone that is known beside it, or with its own offset. At the far ends of the calendar sums of times overflow,
/// so only years that a campaign can have anything to do with are taken.
/// </summary>
internal static class Moment
{
    /// <summary>What to say of the years to somebody whose moment was not taken.</summary>
    public const string Years = "of the years 2000 to 2199";

    private static readonly LocalDateTimePattern[] Local =
        [LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"), LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss")];

    /// <summary>
    /// The moment; null when it is none, or is by a clock that is not known. A time that a change of the clocks skips is the moment of the change, and of
    /// one that it repeats the first counts.
    /// </summary>
    public static Instant? Of(string? text, string? timezone)
    {
        if (text is null)
            return null;
        if (InstantOf(text) is { } instant)
            return instant;
        return LocalOf(text) is { } local && CallingWindows.Zone(timezone) is { } zone ? HoursRule.FirstAt(local, zone) : null;
    }

    /// <summary>What is written without an offset; null when it is not.</summary>
    public static LocalDateTime? LocalOf(string text) =>
        Local.Select(pattern => pattern.Parse(text)).FirstOrDefault(parsed => parsed.Success) is { } read && IsNear(read.Value.Year) ? read.Value : null;

    /// <summary>What is written with an offset; null when it is not.</summary>
    public static Instant? InstantOf(string text) =>
        OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } read && IsNear(read.Value.Year) ? read.Value.ToInstant() : null;

    private static bool IsNear(int year) => year is >= 2000 and <= 2199;
}
