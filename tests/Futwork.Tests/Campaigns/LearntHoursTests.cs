using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Data;

namespace Futwork.Tests.Campaigns;

public sealed class LearntHoursTests
{
    [Fact]
    public void Hours_that_are_better_for_certain_are_found_and_neighbours_are_one()
    {
        var learnt = LearntHours.Of(LearntHours.OfCampaign,
        [
            ("workday", 10, 400, 40), ("workday", 11, 400, 44), ("workday", 18, 200, 80), ("workday", 19, 200, 90), ("weekend", 10, 100, 50), ("weekend", 12, 100, 48),
        ]);

        PreferredTimes.Write(learnt.Windows).ShouldBe("mon-fri 18:00-20:00; sat-sun 10:00-11:00; sat-sun 12:00-13:00");
        (learnt.Calls, learnt.Answered).ShouldBe((1400, 352));
    }

    [Fact]
    public void Too_few_calls_tell_nothing()
    {
        LearntHours.Of(LearntHours.OfCampaign, [("workday", 10, 100, 0), ("workday", 18, 99, 99)]).ShouldSatisfyAllConditions(
            learnt => learnt.IsEnough.ShouldBeFalse(), learnt => learnt.Windows.ShouldBeEmpty());
        // Enough of them, but not in the hour that looks good.
        LearntHours.Of(LearntHours.OfCampaign, [("workday", 10, 300, 30), ("workday", 18, 29, 29)]).Windows.ShouldBeEmpty();
        // 33 of 100 against 25 on average may be chance.
        LearntHours.Of(LearntHours.OfCampaign, [("workday", 10, 100, 17), ("workday", 18, 100, 33)]).Windows.ShouldHaveSingleItem();
        LearntHours.Of(LearntHours.OfCampaign, [("workday", 10, 100, 22), ("workday", 18, 100, 28)]).Windows.ShouldBeEmpty();
    }

    [Theory]
    // Friday, 18:30 UTC: midnight in India, which is Saturday there.
    [InlineData("2026-01-16T18:30:00Z", "human", "Asia/Kolkata", "hour-calls:weekend:00 hour-answered:weekend:00")]
    [InlineData("2026-01-16T18:29:59Z", "no-answer", "Asia/Kolkata", "hour-calls:workday:23")]
    [InlineData("2026-01-16T18:30:00Z", "voicemail", "America/Denver,America/Boise", "hour-calls:workday:11")]
    [InlineData("2026-01-16T18:30:00Z", "human", "America/Denver,America/Los_Angeles", "")]
    [InlineData("2026-01-16T18:30:00Z", "invalid-number", "Asia/Kolkata", "")]
    [InlineData("2026-01-16T18:30:00Z", "human", "", "")]
    public void A_call_counts_for_the_hour_where_the_person_is_when_that_is_certain(string at, string outcome, string zones, string buckets)
    {
        var decision = new DialDecision
        {
            Allowed = true,
            Rule = "none",
            At = DateTimeOffset.Parse(at),
            ZonesFrom = "number",
            Zones = zones.Split(',', StringSplitOptions.RemoveEmptyEntries),
        };

        string.Join(' ', AnswerHours.Of(decision, outcome).Select(count => count.Bucket)).ShouldBe(buckets);
        AnswerHours.Of(null, CallOutcome.Human).ShouldBeEmpty();
    }
}
