using Futwork.Campaigns;

namespace Futwork.Tests.Consent;

/// <summary>Whose clock the agent goes by.</summary>
public sealed class PersonClocksTests
{
    private const string ByPerson = "person";
    private static readonly DateTimeOffset January = new(2026, 1, 15, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("campaign", "Asia/Kolkata", "+12125550100", "{}", "Asia/Kolkata")]
    [InlineData(ByPerson, "Asia/Kolkata", "+12125550100", "{}", "America/New_York")]
    [InlineData(ByPerson, "Asia/Kolkata", "+12125550100", """{"tz":"America/Denver"}""", "America/Denver")]
    [InlineData(ByPerson, "Asia/Kolkata", "anonymous", "{}", "Asia/Kolkata")]
    [InlineData(ByPerson, null, "anonymous", "{}", "")]
    // No timezone of the campaign: better the person's than the node's.
    [InlineData("campaign", null, "+12125550100", "{}", "America/New_York")]
    // Two timezones with two clocks, the campaign's first.
    [InlineData(ByPerson, "Asia/Kolkata", "+12085550100", "{}", "America/Boise,America/Los_Angeles")]
    [InlineData(ByPerson, "America/Vancouver", "+12085550100", "{}", "America/Vancouver,America/Boise")]
    public void It_is_the_campaigns_or_the_persons(string windowsIn, string? timezone, string phone, string data, string clocks)
    {
        var settings = new CampaignSettings { Name = "n", AgentId = "a", TrunkId = "t", WindowsIn = windowsIn, Timezone = timezone, TimezoneField = "tz" };

        string.Join(',', settings.ClocksOf(phone, data, January)).ShouldBe(clocks);
    }

    [Fact]
    public void Timezones_that_never_differ_until_anything_can_be_agreed_on_are_one_clock()
    {
        // Arizona and the Navajo Nation are alike in winter; in March the clocks change for one of them.
        var settings = new CampaignSettings { Name = "n", AgentId = "a", TrunkId = "t", WindowsIn = ByPerson };

        settings.ClocksOf("+19285550100", "{}", January.AddDays(-30)).ShouldHaveSingleItem();
        settings.ClocksOf("+19285550100", "{}", January).Count.ShouldBe(2);
    }
}
