using System.Globalization;

namespace Futwork.Realtime.Conversation;

/// <summary>The clock on the person's wall. Where it may be one of several, it is the likeliest of them until the person says which.</summary>
/// <param name="time">What time it is.</param>
/// <param name="zones">The time zones that the person may be in, the likeliest first; one at least.</param>
/// <param name="today">The day that dates are read from, where the lead brings one; null is that of the clock.</param>
internal sealed class PersonClock(TimeProvider time, IReadOnlyList<TimeZoneInfo> zones, DateOnly? today = null)
{
    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), zones[0]);

    /// <summary>The day that a date is seen from. When somebody is called goes by <see cref="Now"/>, whatever day the lead brings.</summary>
    public DateOnly Today => today ?? DateOnly.FromDateTime(Now.DateTime);

    /// <summary>The IANA name of its time zone.</summary>
    public string Zone => zones[0].Id;

    /// <summary>All that it may be; one where it is certain.</summary>
    public IReadOnlyList<string> Zones => [.. zones.Select(zone => zone.Id)];

    /// <summary>Nobody knows for certain which one it is.</summary>
    public bool IsUncertain => zones.Count > 1;

    /// <summary>By the time zone among a call's variables; else by those that the person may be in; the node's own where none is known.</summary>
    public static PersonClock For(ConversationSetup setup) => For(setup.Time, setup.Variables, setup.Clocks);

    /// <summary>As <see cref="For(ConversationSetup)"/>.</summary>
    public static PersonClock For(TimeProvider time, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> clocks)
    {
        TimeZoneInfo[] known = Known(variables.TryGetValue(SystemVariables.TimeZone, out string? name) ? [name] : []);
        if (known.Length == 0)
            known = Known(clocks);
        DateOnly? today = variables.TryGetValue(SystemVariables.Date, out string? date) && DateOnly.TryParseExact(date, "yyyy-MM-dd", out DateOnly given) ? given : null;
        return new PersonClock(time, known.Length > 0 ? known : [time.LocalTimeZone], today);
    }

    /// <summary>The same clock, now that it is known which one it is; null when it is none of them.</summary>
    public PersonClock? In(string zone) => zones.FirstOrDefault(known => known.Id == zone) is { } one ? new PersonClock(time, [one], today) : null;

    /// <summary>When that clock shows this.</summary>
    public DateTimeOffset At(DateTime local) => new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zones[0].GetUtcOffset(local));

    /// <summary>A moment as that clock shows it.</summary>
    public DateTimeOffset On(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zones[0]);

    /// <summary>A moment as people say it.</summary>
    public static string Words(DateTimeOffset at) => at.ToString("dddd, d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static TimeZoneInfo[] Known(IEnumerable<string> names) =>
        [.. names.Select(name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null).OfType<TimeZoneInfo>()];
}
