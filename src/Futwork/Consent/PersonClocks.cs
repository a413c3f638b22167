using NodaTime;

namespace Futwork.Consent;

/// <summary>The clocks that a person may go by in a conversation, and in what they agree on there.</summary>
internal static class PersonClocks
{
    /// <summary>Nothing is agreed on for later than this: two timezones that are alike until then are one clock.</summary>
    private static readonly Duration Ahead = Duration.FromDays(62);

    /// <summary>One timezone for each clock: first the campaign's, where the person may be in it.</summary>
    /// <param name="person">Where they may be.</param>
    /// <param name="campaign">The campaign's timezone.</param>
    /// <param name="now">From now on.</param>
    /// <returns>IANA names; none where nothing is known.</returns>
    public static IReadOnlyList<string> Of(PersonZones person, string? campaign, DateTimeOffset now)
    {
        var span = new Interval(Instant.FromDateTimeOffset(now), Instant.FromDateTimeOffset(now) + Ahead);
        var ours = campaign is not null && CallingWindows.Zone(campaign) is { } zone ? Shown(zone, span) : null;
        return
        [
            .. person.Zones.Select(CallingWindows.Zone).OfType<DateTimeZone>().GroupBy(known => Shown(known, span), StringComparer.Ordinal)
                .OrderByDescending(alike => alike.Key == ours).Select(alike => alike.Key == ours ? campaign! : alike.First().Id),
        ];
    }

    /// <summary>What it shows over a time: equal for two that never differ.</summary>
    private static string Shown(DateTimeZone zone, Interval span) =>
        string.Join(';', zone.GetZoneIntervals(span).Select(steady => $"{steady.WallOffset}{(steady.HasEnd && steady.End < span.End ? steady.End : null)}"));
}
