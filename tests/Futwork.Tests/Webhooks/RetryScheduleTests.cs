using Futwork.Webhooks;

namespace Futwork.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Eleven_attempts_reach_over_three_days()
    {
        var total = Enumerable.Range(1, 10).Sum(attempt => RetrySchedule.After(attempt, null, 0.5)!.Value.TotalHours);

        total.ShouldBe(75.59, 0.01);
        RetrySchedule.After(11, null, 0.5).ShouldBeNull();
    }

    [Theory, InlineData(0, 4.25), InlineData(0.5, 5), InlineData(1, 5.75)]
    public void Each_pause_is_spread_by_fifteen_per_cent(double random, double seconds) =>
        RetrySchedule.After(1, null, random)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(-10, 5)]
    [InlineData(1_000_000, 86_400)]
    public void A_receiver_may_ask_for_more_time_but_not_for_less_and_not_for_more_than_a_day(int asked, int seconds) =>
        RetrySchedule.After(1, TimeSpan.FromSeconds(asked), 0.5)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);
}
