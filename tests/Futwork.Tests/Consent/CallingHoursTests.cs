using Futwork.Consent;

namespace Futwork.Tests.Consent;

public sealed class CallingHoursTests
{
    private static readonly string[] AllDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private static readonly CallingHours Anytime = new();
    private static readonly CallingHours ByPerson = new() { WindowsIn = CallingHours.InPerson, Windows = [new CallingWindow(AllDays, "10:00", "12:00"), new CallingWindow(AllDays, "14:00", "18:00")] };

    [Fact]
    public void Without_rules_everybody_may_be_called_at_any_time()
    {
        var decision = Decide(Anytime, "anonymous", "2026-01-15T03:00:00Z");

        (decision.Allowed, decision.Rule, decision.ZonesFrom).ShouldBe((true, "none", "none"));
    }

    [Theory]
    [InlineData("2026-01-15T17:59:59Z", false, "2026-01-15T18:00:00Z")] // 09:59:59 in Los Angeles
    [InlineData("2026-01-15T18:00:00Z", true, "2026-01-15T18:00:00Z")]
    [InlineData("2026-01-15T20:00:00Z", false, "2026-01-15T22:00:00Z")]
    [InlineData("2026-01-16T01:59:59Z", true, "2026-01-16T01:59:59Z")]
    [InlineData("2026-01-16T02:00:00Z", false, "2026-01-16T18:00:00Z")]
    public void Windows_in_the_person_s_zone_go_by_the_clock_where_the_number_is(string at, bool allowed, string next)
    {
        var decision = Decide(ByPerson, "+14155550100", at);

        (decision.Allowed, decision.NextOpening).ShouldBe((allowed, At(next)));
        decision.Rule.ShouldBe(allowed ? "windows" : "windows America/Los_Angeles");
    }

    [Theory]
    [InlineData("2026-01-15T16:59:59Z", false)] // 08:59:59 in Los Angeles, 09:59:59 in Boise
    [InlineData("2026-01-15T18:00:00Z", true)]
    [InlineData("2026-01-15T19:00:00Z", false)] // noon in Boise
    [InlineData("2026-01-16T00:59:59Z", true)]
    [InlineData("2026-01-16T01:00:00Z", false)]
    public void Of_several_timezones_every_one_must_be_open(string at, bool allowed) =>
        Decide(ByPerson, "+12085550100", at).Allowed.ShouldBe(allowed);

    [Theory]
    [InlineData("in", "+919999789877", "2026-01-15T03:29:59Z", false)]
    [InlineData("in", "+919999789877", "2026-01-15T03:30:00Z", true)]
    [InlineData("in", "+919999789877", "2026-01-15T15:29:59Z", true)]
    [InlineData("in", "+919999789877", "2026-01-15T15:30:00Z", false)]
    [InlineData("us", "+12125550100", "2026-07-15T11:59:59Z", false)]
    [InlineData("us", "+12125550100", "2026-07-15T12:00:00Z", true)]
    [InlineData("us", "+12125550100", "2026-07-16T00:59:59Z", true)]
    [InlineData("us", "+12125550100", "2026-07-16T01:00:00Z", false)]
    [InlineData("us", "+12125550100", "2026-01-16T01:00:00Z", true)] // 20:00 in winter
    [InlineData("auto", "+919999789877", "2026-01-15T03:00:00Z", false)] // 08:30: India
    [InlineData("auto", "+12125550100", "2026-01-15T13:30:00Z", true)] // 08:30: New York
    [InlineData("auto", "+17875550100", "2026-01-15T12:30:00Z", true)] // 08:30: Puerto Rico
    [InlineData("auto", "+4915112345678", "2026-01-15T07:30:00Z", false)] // 08:30: Berlin, for which nothing is known
    [InlineData("auto", "+4915112345678", "2026-01-15T08:00:00Z", true)]
    [InlineData("auto", "anonymous", "2026-01-15T12:00:00Z", false)]
    [InlineData("none", "+919999789877", "2026-01-15T22:00:00Z", true)]
    [InlineData("xx", "+919999789877", "2026-01-15T09:00:00Z", false)]
    public void The_law_s_hours_hold_by_the_person_s_clock(string preset, string phone, string at, bool allowed) =>
        Decide(Anytime with { LegalPreset = preset }, phone, at).Allowed.ShouldBe(allowed);

    [Fact]
    public void The_law_holds_beside_windows_by_the_campaign_s_clock()
    {
        var hours = new CallingHours { Timezone = "Asia/Kolkata", Windows = [new CallingWindow(AllDays, "09:00", "24:00")], LegalPreset = "us" };

        // 18:00 to midnight in India is 07:30 to 13:30 in New York.
        var early = Decide(hours, "+12125550100", "2026-01-15T12:30:00Z");
        (early.Allowed, early.Rule, early.NextOpening).ShouldBe((false, "legal:us 08:00-21:00 America/New_York", At("2026-01-15T13:00:00Z")));
        Decide(hours, "+12125550100", "2026-01-15T13:00:00Z").Allowed.ShouldBeTrue();
        var late = Decide(hours, "+12125550100", "2026-01-15T18:30:00Z");
        (late.Allowed, late.Rule, late.NextOpening).ShouldBe((false, "windows Asia/Kolkata", At("2026-01-16T13:00:00Z")));
    }

    [Fact]
    public void Nobody_is_called_on_a_holiday_by_their_own_calendar()
    {
        var hours = ByPerson with { Holidays = ["2026-01-15", "2026-01-16"] };

        var decision = Decide(hours, "+14155550100", "2026-01-15T18:00:00Z");
        (decision.Allowed, decision.Rule, decision.NextOpening).ShouldBe((false, "holiday America/Los_Angeles", At("2026-01-17T18:00:00Z")));
        // 23:30 on the 14th there.
        Decide(Anytime with { Holidays = hours.Holidays }, "+14155550100", "2026-01-15T07:30:00Z").Allowed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-11-08T18:00", "2026-11-09T06:00", "+14155550100", "2026-11-09T02:00:00Z", "2026-11-09T14:00:00Z")]
    [InlineData("2026-11-08T18:00", "2026-11-09T06:00", "+919999789877", "2026-11-08T12:30:00Z", "2026-11-09T00:30:00Z")]
    [InlineData("2026-11-08T18:00:00+05:30", "2026-11-09T06:00:00+05:30", "+14155550100", "2026-11-08T12:30:00Z", "2026-11-09T00:30:00Z")]
    public void A_restricted_period_is_by_the_person_s_clock_or_for_all_at_once(string from, string to, string phone, string begins, string ends)
    {
        var hours = Anytime with { Restricted = [new RestrictedPeriod(from, to)] };

        Decide(hours, phone, At(begins).AddSeconds(-1)).Allowed.ShouldBeTrue();
        var decision = Decide(hours, phone, At(begins));
        (decision.Allowed, decision.NextOpening).ShouldBe((false, At(ends)));
        decision.Rule.ShouldStartWith($"restricted {from} to {to}");
        Decide(hours, phone, At(ends)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_not_known_forbids()
    {
        var nowhere = Decide(ByPerson, "anonymous", "2026-01-15T12:00:00Z");
        (nowhere.Allowed, nowhere.Rule, nowhere.NextOpening).ShouldBe((false, "timezone unknown", null));

        var lost = Decide(ByPerson with { WindowsIn = CallingHours.InCampaign, Timezone = "Mars/Olympus" }, "+919999789877", "2026-01-15T06:00:00Z");
        (lost.Allowed, lost.NextOpening).ShouldBe((false, null));
    }

    [Fact]
    public void Hours_that_never_come_together_are_told_as_such()
    {
        // From Kaliningrad to Kamchatka there are ten hours.
        var hours = new CallingHours { WindowsIn = CallingHours.InPerson, Windows = [new CallingWindow(AllDays, "10:00", "19:00")] };

        var decision = Decide(hours, "+79161234567", "2026-01-15T06:00:00Z");

        (decision.Allowed, decision.NextOpening).ShouldBe((false, null));
    }

    [Theory]
    [InlineData("""{"timezone": "America/New_York"}""", "lead", true)]
    [InlineData("""{"timezone": "Asia/Kolkata"}""", "lead", false)]
    [InlineData("""{"timezone": "New York"}""", "number", false)]
    [InlineData("""{"timezone": 5}""", "number", false)]
    [InlineData("""{"timezone": "\ud800"}""", "number", false)]
    [InlineData("{}", "number", false)]
    [InlineData("[]", "number", false)]
    public void The_lead_names_its_timezone_in_the_field_that_the_campaign_says(string recipientData, string from, bool allowed)
    {
        var hours = ByPerson with { TimezoneField = "timezone" };

        var decision = hours.For(hours.Person("+919999789877", recipientData)).Decide(At("2026-01-15T15:00:00Z"));

        (decision.ZonesFrom, decision.Allowed).ShouldBe((from, allowed));
    }

    [Theory]
    [InlineData("2026-11-08T18:00", "2026-11-09T06:00:00Z", "/to")]
    [InlineData("2026-11-08T18:00", "2026-11-08T18:00", "/to")]
    [InlineData("2026-11-08T18:00:00+05:30", "2026-11-08T12:30:00Z", "/to")]
    [InlineData("8 November", "2026-11-09T06:00", "/from")]
    [InlineData("2026-11-08T18:00", "tomorrow", "/to")]
    public void A_period_that_makes_no_sense_is_refused_where_it_does_not(string from, string to, string pointer) =>
        new RestrictedPeriod(from, to).Check("").Select(error => error.Pointer).ShouldBe([pointer]);

    private static DialDecision Decide(CallingHours hours, string phone, string at) => Decide(hours, phone, At(at));

    private static DialDecision Decide(CallingHours hours, string phone, DateTimeOffset at) => hours.For(hours.Person(phone, "{}")).Decide(at);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
