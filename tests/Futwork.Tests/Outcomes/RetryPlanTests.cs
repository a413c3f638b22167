using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Outcomes;

namespace Futwork.Tests.Outcomes;

/// <summary>At what time of the day who did not answer is tried again. It is Thursday, 15 January 2026, 11:30 in India, when nobody answers.</summary>
public sealed class RetryPlanTests
{
    private const string India = "+919999789877";
    private static readonly DateTimeOffset Missed = new(2026, 1, 15, 6, 0, 0, TimeSpan.Zero);
    private static readonly CallingHours TenToSeven = new() { WindowsIn = CallingHours.InPerson, Windows = [new(CallingWindow.EveryDay, "10:00", "19:00")] };

    [Theory]
    // Later on the same day.
    [InlineData("18:00-20:00", null, 86400, "lead", "2026-01-15T18:00", true)]
    // The lead's own times come before the campaign's.
    [InlineData("18:00-20:00", "15:00-16:00", 86400, "lead", "2026-01-15T18:00", true)]
    [InlineData(null, "15:00-16:00", 86400, "campaign", "2026-01-15T15:00", true)]
    // Its own times are the missed ones: the same times, rather than others.
    [InlineData("11:00-13:00", "15:00-16:00", 86400, "lead", "2026-01-15T12:30", false)]
    // A part of them that is far enough away.
    [InlineData("11:00-14:00", null, 86400, "lead", "2026-01-15T13:30", true)]
    // Within them, people may not be called then: 19:00 is the end.
    [InlineData("18:30-21:00", null, 86400, "lead", "2026-01-15T18:30", true)]
    [InlineData("19:00-21:00", "17:00-18:00", 86400, "campaign", "2026-01-15T17:00", true)]
    // Too late, and the next source has its turn.
    [InlineData("sat 10:00-12:00", "16:00-17:00", 86400, "campaign", "2026-01-15T16:00", true)]
    [InlineData("sat 10:00-11:00", null, 3 * 86400, "lead", "2026-01-17T10:00", false)]
    [InlineData("sat 10:00-11:00", null, 86400, "other-part-of-day", "2026-01-15T13:30", true)]
    [InlineData(null, null, 86400, "other-part-of-day", "2026-01-15T13:30", true)]
    [InlineData(null, null, 3599, "gap", "2026-01-15T12:30", false)]
    public void The_first_time_that_somebody_prefers_is_taken_elsewhere_in_the_day_where_that_can_be_had(
        string? lead, string? campaign, int mostDelay, string by, string at, bool otherPart)
    {
        var plan = Plan(lead, campaign, new BestTimeSettings { MostDelaySeconds = mostDelay });

        (plan.By, Wall(plan.At), plan.OtherPartOfDay).ShouldBe((by, at, otherPart), plan.ToString());
    }

    [Fact]
    public void A_retry_is_never_before_its_gap_nor_after_what_its_policy_allows()
    {
        Plan("12:00-12:30", null, new BestTimeSettings { AvoidMinutes = 0 }).ShouldSatisfyAllConditions(
            plan => Wall(plan.At).ShouldBe("2026-01-16T12:00"), plan => Wall(plan.GapEndsAt).ShouldBe("2026-01-15T12:30"));
        Plan("12:00-12:30", null, new BestTimeSettings { AvoidMinutes = 0 }, TimeSpan.FromHours(5)).By.ShouldBe(RetryPlan.ByGap);
        Plan("17:00-18:00", null, new BestTimeSettings(), TimeSpan.FromMinutes((5 * 60) + 30)).By.ShouldBe(RetryPlan.ByLead);
        Plan("17:00-18:00", null, new BestTimeSettings(), TimeSpan.FromMinutes((5 * 60) + 29)).By.ShouldBe(RetryPlan.ByPartOfDay);
    }

    [Fact]
    public void What_the_hours_keep_it_from_is_not_counted_as_its_delay()
    {
        // The gap ends on a Thursday evening, and people are called from Monday to Wednesday only.
        var hours = new CallingHours { WindowsIn = CallingHours.InPerson, Windows = [new(["mon", "tue", "wed"], "10:00", "19:00")] };

        var plan = Plan("17:00-18:00", null, new BestTimeSettings { MostDelaySeconds = 8 * 3600 }, hours: hours);

        (plan.By, Wall(plan.At)).ShouldBe(("lead", "2026-01-19T17:00"));
    }

    [Theory]
    // In Arizona, of two timezones an hour apart in winter they are one; on a Thursday evening both must like it.
    [InlineData("+19285550100", "17:00-18:00", "lead", "2026-01-16T00:00:00Z")]
    // Idaho has two clocks, an hour apart: half past six in the one is half past five in the other.
    [InlineData("+12085550100", "17:00-18:30", "lead", "2026-01-16T01:00:00Z")]
    [InlineData("+12085550100", "17:00-17:30", "other-part-of-day", "2026-01-15T08:00:00Z")]
    public void Where_somebody_may_be_in_several_timezones_the_times_hold_in_all_of_them(string phone, string times, string by, string at)
    {
        var plan = Plan(times, null, new BestTimeSettings(), phone: phone, hours: new CallingHours());

        (plan.By, plan.At).ShouldBe((by, DateTimeOffset.Parse(at)), plan.ToString());
    }

    [Fact]
    public void Who_is_nowhere_known_is_tried_after_the_gap() =>
        Plan("17:00-18:00", null, new BestTimeSettings(), phone: "anonymous", hours: new CallingHours()).By.ShouldBe(RetryPlan.ByGap);

    [Fact]
    public void Settings_that_cannot_be_are_refused_where_they_are_wrong()
    {
        var best = new BestTimeSettings { On = ["bussy"], Field = "", Windows = [new([], "10:00", "12:00")], AvoidMinutes = 400, MostDelaySeconds = 1 };

        new RetrySettings { BestTime = best }.Check().Select(error => error.Pointer).ShouldBe(
            ["/retry/bestTime/on/0", "/retry/bestTime/field", "/retry/bestTime/windows/0/days", "/retry/bestTime/avoidMinutes", "/retry/bestTime/mostDelaySeconds"]);
    }

    /// <summary>An hour after the missed call at the earliest.</summary>
    private static RetryPlan Plan(
        string? lead, string? campaign, BestTimeSettings best, TimeSpan? longest = null, string phone = India, CallingHours? hours = null)
    {
        hours ??= TenToSeven;
        var person = hours.Person(phone, "{}");
        return RetryPlan.Make(
            best, hours.For(person), person, [(RetryPlan.ByLead, PreferredTimes.Parse(lead)!), (RetryPlan.ByCampaign, PreferredTimes.Parse(campaign)!)],
            Missed, Missed.AddHours(1), Missed + (longest ?? TimeSpan.FromDays(30)));
    }

    private static string Wall(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
