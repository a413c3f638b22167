using Futwork.Consent;
using NodaTime;

namespace Futwork.Tests.Consent;

public sealed class PersonZonesTests
{
    [Theory]
    [InlineData("+919999789877", "IN", "Asia/Kolkata")]
    [InlineData("+14155550100", "US", "America/Los_Angeles")]
    [InlineData("+12125550100", "US", "America/New_York")]
    [InlineData("+19285550100", "US", "America/Phoenix,America/Denver")]
    [InlineData("+18085550100", "US", "Pacific/Honolulu")]
    [InlineData("+16045550100", "CA", "America/Vancouver")]
    [InlineData("+18765550100", "JM", "America/Jamaica")]
    [InlineData("+74955550100", "RU", "Europe/Moscow")]
    [InlineData("+33155501000", "FR", "Europe/Paris")]
    public void A_number_tells_where_its_holder_may_be(string phone, string country, string zones)
    {
        var person = PersonZones.Of(null, phone, null);

        (person.From, string.Join(',', person.Countries), string.Join(',', person.Zones)).ShouldBe(("number", country, zones));
    }

    [Theory]
    [InlineData("+18005550100")]
    [InlineData("+16005550100")]
    [InlineData("+19995550100")]
    public void A_number_without_a_place_may_be_anywhere_in_its_plan(string phone)
    {
        var zones = PersonZones.Of(null, phone, null).Zones;

        foreach (var zone in new[] { "America/St_Johns", "Pacific/Honolulu", "Pacific/Guam", "Pacific/Pago_Pago", "America/Denver" })
            zones.ShouldContain(zone);
    }

    [Fact]
    public void A_mobile_number_of_a_wide_country_may_be_in_all_its_timezones() =>
        new[] { "Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka" }.ShouldBeSubsetOf(PersonZones.Of(null, "+79161234567", null).Zones);

    [Theory]
    [InlineData("America/Denver", "lead", "America/Denver")]
    [InlineData(" US/Pacific ", "lead", "US/Pacific")]
    [InlineData("Amerika/Denver", "number", "Asia/Kolkata")]
    [InlineData("EST", "number", "Asia/Kolkata")]
    [InlineData("UTC+5", "number", "Asia/Kolkata")]
    [InlineData("Etc/GMT+5", "number", "Asia/Kolkata")]
    [InlineData("", "number", "Asia/Kolkata")]
    [InlineData(null, "number", "Asia/Kolkata")]
    public void What_the_lead_says_comes_first_when_it_names_a_place(string? named, string from, string zone)
    {
        var person = PersonZones.Of(named, "+919999789877", "Europe/Berlin");

        (person.From, person.Zones.ShouldHaveSingleItem()).ShouldBe((from, zone));
    }

    [Theory]
    [InlineData("Europe/Berlin", "campaign", 1)]
    [InlineData("Mars/Olympus", "none", 0)]
    [InlineData(null, "none", 0)]
    public void What_is_no_number_leaves_the_campaign_s_timezone_or_nothing(string? campaign, string from, int count)
    {
        var person = PersonZones.Of(null, "anonymous", campaign);

        (person.From, person.Zones.Count, person.Countries.Count).ShouldBe((from, count, 0));
    }

    [Fact]
    public void Every_country_of_every_numbering_plan_has_timezones_and_every_code_s_are_its_country_s()
    {
        foreach (var country in PhoneNumber.Countries)
            NumberZones.In([country]).Zones.ShouldNotBeEmpty(country);
        var plan = NumberZones.In(PhoneNumber.CountriesOf(1)).Zones.ToHashSet();
        for (var code = 200; code < 1000; code++)
        {
            var person = DialingCodes.Of($"1{code}5550100");
            person?.Zones.ShouldAllBe(zone => plan.Contains(zone) && DateTimeZoneProviders.Tzdb.Ids.Contains(zone));
            person?.Zones.ShouldBeSubsetOf(NumberZones.In(person.Countries).Zones);
        }
    }
}
