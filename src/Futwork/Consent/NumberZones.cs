using System.Collections.Concurrent;
using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace Futwork.Consent;

/// <summary>
/// Where the holder of a number may be: the countries of its calling code, and all their timezones in the IANA database; fewer where the
/// first digits tell more. A number that was taken along when its holder moved tells nothing of that; only the lead can.
/// </summary>
internal static class NumberZones
{
    private static readonly PersonZones Nowhere = new(PersonZones.FromNumber, [], []);
    private static readonly FrozenDictionary<string, string[]> OfCountry = Countries();
    private static readonly ConcurrentDictionary<int, PersonZones> OfCallingCode = new();

    /// <param name="phone">E.164; anything else may be anywhere.</param>
    public static PersonZones Of(string phone) =>
        PhoneNumber.CallingCodeOf(phone) is { } code
            ? DialingCodes.Of(phone[1..]) ?? OfCallingCode.GetOrAdd(code, code => In(PhoneNumber.CountriesOf(code)))
            : Nowhere;

    /// <summary>All timezones of some countries. None when one of them is not known: then they may be anywhere.</summary>
    public static PersonZones In(IReadOnlyList<string> countries) =>
        countries.All(OfCountry.ContainsKey)
            ? new PersonZones(PersonZones.FromNumber, [.. countries.SelectMany(country => OfCountry[country]).Distinct()], countries)
            : new PersonZones(PersonZones.FromNumber, [], countries);

    private static FrozenDictionary<string, string[]> Countries()
    {
        var zones = TzdbDateTimeZoneSource.Default.ZoneLocations!
            .GroupBy(location => location.CountryCode, StringComparer.Ordinal)
            .ToDictionary(country => country.Key, country => country.Select(location => location.ZoneId).ToArray(), StringComparer.Ordinal);
        // The IANA database lists countries as ISO 3166 does, and these are not in it: Kosovo, Ascension, Tristan da Cunha.
        zones.TryAdd("XK", ["Europe/Belgrade"]);
        zones.TryAdd("AC", ["Atlantic/St_Helena"]);
        zones.TryAdd("TA", ["Atlantic/St_Helena"]);
        return zones.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
