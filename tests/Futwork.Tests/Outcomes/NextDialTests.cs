using Futwork.Outcomes;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Outcomes;

public sealed class NextDialTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);
    private static readonly CallEnding Busy = CallEndings.Unanswered(new LegAnswer(LegResult.Busy), null);

    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 3, false)]
    [InlineData(1, 1, false)]
    public void A_lead_is_called_at_most_so_often(int attempts, int most, bool again) =>
        (After(Busy, most, ["busy"], attempts) is not null).ShouldBe(again);

    [Fact]
    public void Only_the_outcomes_of_the_policy_lead_to_another_call()
    {
        After(Busy, 5, ["busy", "no-answer"], 1).ShouldBe(Gap);
        After(Busy, 5, ["no-answer"], 1).ShouldBeNull();
        After(CallEndings.Interrupted(answered: false, []), 5, ["busy"], 1).ShouldBeNull();
    }

    [Theory, InlineData(60, 30), InlineData(7200, 120)]
    public void A_carrier_that_asks_for_more_time_gets_it(int seconds, int minutes) =>
        After(Busy with { RetryAfter = TimeSpan.FromSeconds(seconds) }, 5, ["busy"], 1).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Fact]
    public void What_never_left_is_tried_again_soon_but_not_for_ever()
    {
        NextDial.After(CallEndings.NeverLeft(), 1, Gap, [], attempts: 0, claims: 1).ShouldBe(TimeSpan.FromSeconds(30));
        NextDial.After(CallEndings.NeverLeft(), 1, Gap, [], attempts: 0, claims: NextDial.MostThatNeverLeft).ShouldBeNull();
        NextDial.After(CallEndings.CalledOff(HangUpCause.ApiRequest), 5, Gap, ["canceled"], attempts: 0, claims: 1).ShouldBeNull();
        NextDial.After(CallEndings.CalledOff(HangUpCause.PlatformStopped), 1, Gap, [], attempts: 0, claims: 1).ShouldBe(TimeSpan.FromSeconds(30));
    }

    private static TimeSpan? After(CallEnding ending, int most, string[] on, long attempts) => NextDial.After(ending, most, Gap, on, attempts, attempts);
}
