using System.Text.Json.Serialization;
using Futwork.Campaigns;
using Futwork.Consent;
using NodaTime;

namespace Futwork.Outcomes;

/// <summary>When a lead that did not answer is tried again, and what chose the time of the day.</summary>
internal sealed record RetryPlan
{
    public const string ByLead = "lead";
    public const string ByCampaign = "campaign";
    public const string ByLearning = "learnt";
    public const string ByPartOfDay = "other-part-of-day";
    public const string ByGap = "gap";

    /// <summary>When it is due.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When its gap is over: it would be due then.</summary>
    public required DateTimeOffset GapEndsAt { get; init; }

    /// <summary>It was not to be moved beyond this.</summary>
    public required DateTimeOffset Latest { get; init; }

    /// <summary>
    /// What chose the time: the <c>lead</c> itself, the <c>campaign</c>'s windows, what was <c>learnt</c>, <c>other-part-of-day</c>, or the <c>gap</c> alone.
    /// </summary>
    public required string By { get; init; }

    /// <summary>The times that it goes by, such as <c>mon-fri 18:00-20:00</c>; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Times { get; init; }

    /// <summary>It is another part of the day than the one at which nobody answered.</summary>
    public bool OtherPartOfDay { get; init; }

    /// <summary>How the person's timezones are known.</summary>
    public required string ZonesFrom { get; init; }

    /// <summary>The timezones that they may be in; the times hold in every one of them.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    /// <summary>Where hours are learnt: from how many calls, or that they are too few.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Learnt { get; init; }

    /// <summary>Chooses the time of a retry.</summary>
    /// <param name="best">What the campaign says of times.</param>
    /// <param name="hours">When the person may be called.</param>
    /// <param name="person">Where they may be.</param>
    /// <param name="wishes">What was found of good times, by what it is from, the first first.</param>
    /// <param name="missedAt">When nobody answered.</param>
    /// <param name="gapEndsAt">The earliest moment.</param>
    /// <param name="latest">The retry policy and the lead allow no later one.</param>
    public static RetryPlan Make(
        BestTimeSettings best, PersonHours hours, PersonZones person, IEnumerable<(string By, IReadOnlyList<CallingWindow> Windows)> wishes,
        DateTimeOffset missedAt, DateTimeOffset gapEndsAt, DateTimeOffset latest)
    {
        // What the hours keep it from is not the doing of a wish.
        var mostly = (hours.FirstOpen(gapEndsAt) ?? gapEndsAt).AddSeconds(best.MostDelaySeconds);
        var plan = new RetryPlan
        {
            At = gapEndsAt,
            GapEndsAt = gapEndsAt,
            Latest = mostly < latest ? mostly : latest,
            By = ByGap,
            ZonesFrom = person.From,
            Zones = person.Zones,
        };
        DateTimeZone[] zones = [.. person.Zones.Select(CallingWindows.Zone).OfType<DateTimeZone>()];
        if (zones.Length == 0)
            return plan;
        HoursRule[] away = [.. zones.Where(_ => best.AvoidMinutes > 0).Select(zone => new AwayFrom(zone, Instant.FromDateTimeOffset(missedAt).InZone(zone).TimeOfDay, best.AvoidMinutes))];
        foreach (var (by, windows) in wishes.Where(wish => wish.Windows.Count > 0))
        {
            var times = PreferredTimes.Write(windows);
            HoursRule[] wished = [.. zones.Select(zone => new WeeklyHours(times, zone.Id, new CallingWindows(zone.Id, windows)))];
            if (away.Length > 0 && plan.Reaches(hours.FirstOpen(gapEndsAt, [.. wished, .. away])) is { } other)
                return plan with { At = other, By = by, Times = times, OtherPartOfDay = true };
            if (plan.Reaches(hours.FirstOpen(gapEndsAt, wished)) is { } same)
                return plan with { At = same, By = by, Times = times };
        }

        return away.Length > 0 && plan.Reaches(hours.FirstOpen(gapEndsAt, away)) is { } elsewhen
            ? plan with { At = elsewhen, By = ByPartOfDay, OtherPartOfDay = true }
            : plan;
    }

    /// <summary>Why it is due then, to stand after "because".</summary>
    public string Because() => By switch
    {
        ByLead => $"the lead says that it likes to be called at these times: {Times}",
        ByCampaign => $"the campaign prefers these times: {Times}",
        ByLearning => $"people were found to answer more often at these times: {Times}",
        ByPartOfDay => "it is another part of the day than the one at which nobody answered",
        _ => "no better time was found that is not too late",
    };

    private DateTimeOffset? Reaches(DateTimeOffset? at) => at <= Latest ? at : null;
}
