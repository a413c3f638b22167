using Futwork.Hosting;
using NodaTime;

namespace Futwork.Consent;

/// <summary>A time in which nobody is called.</summary>
/// <param name="From">Its first moment: <c>2026-11-08T18:00</c> by the clock of the person, or <c>2026-11-08T18:00:00+05:30</c> for everybody at once.</param>
/// <param name="To">The first moment after it, written as the first one is.</param>
internal sealed record RestrictedPeriod(string From, string To)
{
    private string Name => $"restricted {From} to {To}";

    /// <summary>The rule that it is for a person there.</summary>
    public HoursRule In(DateTimeZone zone) =>
        Instants() is { } instants ? new RestrictedInstants(Name, instants.From, instants.To)
        : new RestrictedLocal(Name, zone, Moment.LocalOf(From)!.Value, Moment.LocalOf(To)!.Value);

    /// <summary>It is the same time everywhere: no timezone is needed to know it.</summary>
    public (Instant From, Instant To)? Instants() => Moment.InstantOf(From) is { } from && Moment.InstantOf(To) is { } to ? (from, to) : null;

    /// <summary>What is wrong with it, at this pointer.</summary>
    public IEnumerable<FieldError> Check(string pointer)
    {
        foreach (var (name, value) in new[] { ("from", From), ("to", To) })
        {
            if (Moment.LocalOf(value) is null && Moment.InstantOf(value) is null)
                yield return Rules.Wrong($"{pointer}/{name}", $"It must be a date and time {Moment.Years}, such as 2026-11-08T18:00 in the person's timezone, or 2026-11-08T18:00:00+05:30.", value);
        }

        var local = (From: Moment.LocalOf(From), To: Moment.LocalOf(To));
        var instant = (From: Moment.InstantOf(From), To: Moment.InstantOf(To));
        if ((local.From is null || local.To is null) && (instant.From is null || instant.To is null))
        {
            if ((local.From ?? local.To) is not null && (instant.From ?? instant.To) is not null)
                yield return Rules.Wrong($"{pointer}/to", "It must be written as the beginning is: both with an offset from UTC, or both without.", To);
        }
        else if (local.To <= local.From || instant.To <= instant.From)
        {
            yield return Rules.Wrong($"{pointer}/to", "It must be later than the beginning.", To);
        }
    }
}
