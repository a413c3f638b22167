namespace Futwork.Consent;

/// <summary>The timezones that a person may be in. Where there are several, they are called only when every one of them allows it.</summary>
/// <param name="From">How they are known, one of the constants here.</param>
/// <param name="Zones">IANA names.</param>
/// <param name="Countries">ISO 3166 codes of the countries that the number may belong to; none when that cannot be told.</param>
internal sealed record PersonZones(string From, IReadOnlyList<string> Zones, IReadOnlyList<string> Countries)
{
    public const string FromLead = "lead";
    public const string FromNumber = "number";
    public const string FromCampaign = "campaign";
    public const string FromNothing = "none";

    /// <summary>Two persons with the same key are decided alike.</summary>
    public string Key { get; } = $"{From};{string.Join(',', Zones)};{string.Join(',', Countries)}";

    /// <summary>
    /// From what the lead says of itself; else from its number; else the campaign's. A lead that names no place where people live, such as
    /// <c>EST</c> or <c>UTC+5</c>, says nothing: such names stand for other hours than people think, in summer.
    /// </summary>
    /// <param name="named">What the lead gives as its timezone.</param>
    /// <param name="phone">E.164.</param>
    /// <param name="campaign">The campaign's timezone.</param>
    public static PersonZones Of(string? named, string phone, string? campaign)
    {
        var number = NumberZones.Of(phone);
        if (named?.Trim() is { } name && IsPlace(name))
            return new PersonZones(FromLead, [name], number.Countries);
        if (number.Zones.Count > 0)
            return number;
        return campaign is not null && CallingWindows.IsTimezone(campaign)
            ? new PersonZones(FromCampaign, [campaign], number.Countries)
            : new PersonZones(FromNothing, [], number.Countries);
    }

    /// <summary>"Did you mean …?" for a name that is no place's; empty when none is near.</summary>
    public static string Suggest(string name) =>
        Hosting.Spelling.Nearest(name, Places.Value) is { } place ? $" Did you mean '{place}'?" : "";

    private static readonly Lazy<string[]> Places = new(() => [.. NodaTime.DateTimeZoneProviders.Tzdb.Ids.Where(IsPlace)]);

    /// <summary>It names a timezone by a place where people live.</summary>
    public static bool IsPlace(string name) =>
        name.Contains('/') && !name.StartsWith("Etc/", StringComparison.OrdinalIgnoreCase) && CallingWindows.IsTimezone(name);
}
