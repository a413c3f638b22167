using System.Globalization;

namespace Futwork.Realtime.Conversation;

/// <summary>The clock on the person's wall.</summary>
internal sealed class PersonClock(TimeProvider time, TimeZoneInfo zone)
{
    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);

    /// <summary>The IANA name of its time zone.</summary>
    public string Zone => zone.Id;

    /// <summary>By the time zone among a call's variables; the node's own where none is known.</summary>
    public static PersonClock For(TimeProvider time, IReadOnlyDictionary<string, string> variables) =>
        variables.TryGetValue(SystemVariables.TimeZone, out string? name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? new PersonClock(time, zone)
            : new PersonClock(time, time.LocalTimeZone);

    /// <summary>When that clock shows this.</summary>
    public DateTimeOffset At(DateTime local) => new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local));

    /// <summary>A moment as that clock shows it.</summary>
    public DateTimeOffset On(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);

    /// <summary>A moment as people say it.</summary>
    public static string Words(DateTimeOffset at) => at.ToString("dddd, d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
