using System.Text.Json;
using Futwork.Hosting;
using NodaTime;
using NodaTime.Text;

namespace Futwork.Consent;

/// <summary>
/// When the people of a campaign may be called: its windows, the law's hours, holidays and restricted periods, each of which can only forbid. Where the person
/// may be in several timezones, every one must allow it. What is not known forbids.
/// </summary>
internal sealed record CallingHours
{
    /// <summary>The windows are hours by the campaign's clock.</summary>
    public const string InCampaign = "campaign";

    /// <summary>The windows are hours by the clock where the person is.</summary>
    public const string InPerson = "person";

    private static readonly LocalDatePattern Date = LocalDatePattern.Iso;

    /// <summary>The campaign's timezone.</summary>
    public string? Timezone { get; init; }

    /// <summary>Nobody is called before this, unix milliseconds.</summary>
    public long? StartsAt { get; init; }

    /// <summary>Nobody is called from then on, unix milliseconds.</summary>
    public long? EndsAt { get; init; }

    public IReadOnlyList<CallingWindow> Windows { get; init; } = [];

    /// <summary>Whose clock the windows go by: <see cref="InCampaign"/> or <see cref="InPerson"/>.</summary>
    public string WindowsIn { get; init; } = InCampaign;

    /// <summary>The field of recipientData that names the person's timezone.</summary>
    public string? TimezoneField { get; init; }

    /// <summary>See <see cref="Consent.LegalPreset.Names"/>.</summary>
    public string LegalPreset { get; init; } = Consent.LegalPreset.None;

    /// <summary>Dates on which nobody is called, where they are.</summary>
    public IReadOnlyList<string> Holidays { get; init; } = [];

    public IReadOnlyList<RestrictedPeriod> Restricted { get; init; } = [];

    public static bool IsDate(string text) => Date.Parse(text).Success;

    /// <summary>Where a person may be.</summary>
    /// <param name="phone">E.164.</param>
    /// <param name="recipientData">The lead's JSON.</param>
    public PersonZones Person(string phone, string recipientData) => PersonZones.Of(Named(recipientData), phone, Timezone);

    /// <summary>Whether everybody is forbidden at this moment, wherever they are: then no lead needs to be looked at.</summary>
    public bool IsClosedForAll(DateTimeOffset at) =>
        WindowsIn == InCampaign && Windows.Count > 0 && !new CallingWindows(Timezone, Windows).IsOpen(at);

    /// <summary>The hours of one person; worth keeping for those who are alike.</summary>
    public PersonHours For(PersonZones person) => new(person, Rules(person));

    /// <summary>Null: something is not known that must be.</summary>
    private List<HoursRule>? Rules(PersonZones person)
    {
        var rules = new List<HoursRule>();
        if ((StartsAt ?? EndsAt) is not null)
            rules.Add(new Term(Term.Of, StartsAt, EndsAt));
        if (Windows.Count > 0 && WindowsIn == InCampaign)
            rules.Add(Weekly(Timezone));
        var everywhere = Restricted.Where(period => period.Instants() is not null).ToList();
        rules.AddRange(everywhere.Select(period => period.In(DateTimeZone.Utc)));
        if (Consent.LegalPreset.For(LegalPreset, person.Countries)?.ToList() is not { } laws)
            return null;
        var byPerson = laws.Count > 0 || Holidays.Count > 0 || Restricted.Count > everywhere.Count || (Windows.Count > 0 && WindowsIn != InCampaign);
        if (byPerson && (person.Zones.Count == 0 || !person.Zones.All(CallingWindows.IsTimezone)))
            return null;
        if (byPerson)
            rules.AddRange(person.Zones.SelectMany(zone => RulesIn(zone, laws, Restricted.Except(everywhere))));
        return rules;
    }

    private IEnumerable<HoursRule> RulesIn(string zoneId, IEnumerable<LegalPreset> laws, IEnumerable<RestrictedPeriod> restricted)
    {
        var zone = CallingWindows.Zone(zoneId)!;
        foreach (var law in laws)
            yield return law.In(zoneId);
        if (Windows.Count > 0 && WindowsIn != InCampaign)
            yield return Weekly(zoneId);
        if (Holidays.Count > 0)
            yield return new HolidayRule("holiday", zone, Holidays.Select(date => Date.Parse(date).Value).ToHashSet());
        foreach (var period in restricted)
            yield return period.In(zone);
    }

    private WeeklyHours Weekly(string? zone) => new("windows", zone, new CallingWindows(zone, Windows));

    private string? Named(string recipientData) => TextOf(recipientData, TimezoneField);

    /// <summary>What a lead says in a field; null when it says nothing there, or no text.</summary>
    /// <param name="recipientData">The lead's JSON.</param>
    /// <param name="field">The field; null is none.</param>
    public static string? TextOf(string recipientData, string? field)
    {
        if (field is null)
            return null;
        using var data = JsonDocument.Parse(recipientData);
        return data.RootElement.ValueKind is JsonValueKind.Object && data.RootElement.TryGetProperty(field, out var value)
            && value.ValueKind is JsonValueKind.String && JsonLeaf.IsCleanText(value)
                ? value.GetString()
                : null;
    }
}
