using Futwork.Campaigns;
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
    public void Each_gap_is_longer_than_the_one_before_up_to_a_limit()
    {
        var retry = new RetrySettings { MaxAttempts = 10, GapSeconds = 60, Backoff = 3, MaxGapSeconds = 1000 };

        Enumerable.Range(1, 5).Select(n => retry.After("busy", n, n)!.Value.TotalSeconds).ShouldBe([60, 180, 540, 1000, 1000]);
    }

    [Fact]
    public void An_outcome_has_attempts_gaps_and_growth_of_its_own()
    {
        var retry = new RetrySettings
        {
            MaxAttempts = 6,
            GapSeconds = 1800,
            Rules = [new() { Outcome = "busy", MaxAttempts = 3, GapSeconds = 120, Backoff = 2 }, new() { Outcome = "voicemail" }],
        };

        retry.After("busy", attempts: 4, alike: 1).ShouldBe(TimeSpan.FromMinutes(2));
        retry.After("busy", attempts: 5, alike: 2).ShouldBe(TimeSpan.FromMinutes(4));
        retry.After("busy", attempts: 3, alike: 3).ShouldBeNull();
        retry.After("busy", attempts: 6, alike: 1).ShouldBeNull();
        retry.After("voicemail", attempts: 1, alike: 1).ShouldBe(TimeSpan.FromMinutes(30));
        retry.After("no-answer", attempts: 5, alike: 2).ShouldBe(TimeSpan.FromMinutes(30));
        retry.After("rejected", attempts: 1, alike: 1).ShouldBeNull();
    }

    [Fact]
    public void A_policy_that_cannot_be_is_refused_where_it_is_wrong()
    {
        var retry = new RetrySettings { Backoff = 0.5, MaxGapSeconds = 0, Rules = [new() { Outcome = "busy", GapSeconds = 0 }, new() { Outcome = "busy" }, new() { Outcome = "bussy" }] };

        retry.Check().Select(error => error.Pointer).ShouldBe(
            ["/retry/backoff", "/retry/maxGapSeconds", "/retry/rules/0/gapSeconds", "/retry/rules/1/outcome", "/retry/rules/2/outcome"]);
    }

    [Fact]
    public void What_never_left_is_tried_again_soon_but_not_for_ever()
    {
        NextDial.After(CallEndings.NeverLeft(), Once, attempts: 0, alike: 0, neverLeft: 1).ShouldBe(TimeSpan.FromSeconds(30));
        NextDial.After(CallEndings.NeverLeft(), Once, attempts: 0, alike: 0, neverLeft: 4).ShouldBe(TimeSpan.FromMinutes(4));
        NextDial.After(CallEndings.NeverLeft(), Once, attempts: 0, alike: 0, neverLeft: NextDial.MostThatNeverLeft).ShouldBeNull();
        NextDial.After(CallEndings.LacksVariables(), Once, attempts: 0, alike: 0, neverLeft: 1).ShouldBeNull("nothing changes that by itself");
        NextDial.After(CallEndings.CalledOff(HangUpCause.ApiRequest), Policy(5, ["canceled"]), attempts: 0, alike: 0, neverLeft: 1).ShouldBeNull();
        NextDial.After(CallEndings.CalledOff(HangUpCause.PlatformStopped), Once, attempts: 0, alike: 0, neverLeft: 1).ShouldBe(TimeSpan.FromSeconds(30));
    }

    private static RetrySettings Once => Policy(1, []);

    private static RetrySettings Policy(int most, string[] on) => new() { MaxAttempts = most, GapSeconds = (int)Gap.TotalSeconds, On = on };

    private static TimeSpan? After(CallEnding ending, int most, string[] on, long attempts) =>
        NextDial.After(ending, Policy(most, on), attempts, attempts, attempts);
}
