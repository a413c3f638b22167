using NodaTime;

namespace Futwork.Consent;

/// <summary>Not near a time of the day, on any day: who did not answer then may never do.</summary>
/// <param name="Zone">Whose clock.</param>
/// <param name="Missed">The time of the day.</param>
/// <param name="Minutes">How near is too near, before it and after it.</param>
internal sealed record AwayFrom(DateTimeZone Zone, LocalTime Missed, int Minutes) : HoursRule("other part of the day", Zone.Id)
{
    public override Instant? FirstOpen(Instant from)
    {
        var today = from.InZone(Zone).Date;
        var at = from;
        // What is near midnight reaches into the next day.
        for (var day = -1; day <= 1; day++)
        {
            var missed = today.PlusDays(day) + Missed;
            at = new RestrictedLocal(Name, Zone, missed.PlusMinutes(-Minutes), missed.PlusMinutes(Minutes)).FirstOpen(at)!.Value;
        }

        return at;
    }
}
