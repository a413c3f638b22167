using NodaTime;

namespace Futwork.Consent;

/// <summary>One rule of when not to call, in one timezone.</summary>
/// <param name="Name">What it is called where a decision is shown.</param>
/// <param name="Place">Whose clock it goes by, an IANA name; null when that does not matter.</param>
internal abstract record HoursRule(string Name, string? Place)
{
    /// <summary>Its name with its place.</summary>
    public string Title => Place is null ? Name : $"{Name} {Place}";

    /// <summary>The first instant, not before <paramref name="from"/>, that it allows: <paramref name="from"/> itself while it does, null when there is none.</summary>
    public abstract Instant? FirstOpen(Instant from);

    /// <summary>The first instant at which the clock on the wall shows this time or a later one.</summary>
    public static Instant FirstAt(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }
}

/// <summary>Only in these hours of the week.</summary>
internal sealed record WeeklyHours(string Name, string? Place, CallingWindows Windows) : HoursRule(Name, Place)
{
    public override Instant? FirstOpen(Instant from) => Windows.FirstOpen(from);
}

/// <summary>Only from one moment to another.</summary>
/// <param name="Name">What it is called where a decision is shown.</param>
/// <param name="StartsAt">The first moment, unix milliseconds; null is no bound.</param>
/// <param name="EndsAt">The first moment after it, unix milliseconds; null is no bound.</param>
internal sealed record Term(string Name, long? StartsAt, long? EndsAt) : HoursRule(Name, null)
{
    /// <summary>The rule of a campaign's own dates.</summary>
    public const string Of = "campaign dates";

    public override Instant? FirstOpen(Instant from)
    {
        var open = StartsAt is { } start && from < Instant.FromUnixTimeMilliseconds(start) ? Instant.FromUnixTimeMilliseconds(start) : from;
        return EndsAt is { } end && open >= Instant.FromUnixTimeMilliseconds(end) ? null : open;
    }
}

/// <summary>Not on these dates.</summary>
internal sealed record HolidayRule(string Name, DateTimeZone Zone, IReadOnlySet<LocalDate> Dates) : HoursRule(Name, Zone.Id)
{
    public override Instant? FirstOpen(Instant from)
    {
        var at = from;
        while (Dates.Contains(at.InZone(Zone).Date))
            at = FirstAt(at.InZone(Zone).Date.PlusDays(1).AtMidnight(), Zone);
        return at;
    }
}

/// <summary>Not from one instant until another.</summary>
internal sealed record RestrictedInstants(string Name, Instant From, Instant To) : HoursRule(Name, null)
{
    public override Instant? FirstOpen(Instant from) => from >= From && from < To ? To : from;
}

/// <summary>Not while the clock on the wall is between two times.</summary>
internal sealed record RestrictedLocal(string Name, DateTimeZone Zone, LocalDateTime From, LocalDateTime To) : HoursRule(Name, Zone.Id)
{
    public override Instant? FirstOpen(Instant from)
    {
        var local = from.InZone(Zone).LocalDateTime;
        if (local < From || local >= To)
            return from;
        var end = FirstAt(To, Zone);
        // The clocks were put back over the end: it comes a second time.
        return end > from ? end : Zone.MapLocal(To).Last().ToInstant();
    }
}
