using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Sip;

public sealed class SipOutcomeTests
{
    [Theory]
    [InlineData(LegResult.Busy, 486, 600)]
    [InlineData(LegResult.NoAnswer, 408, 480, 487)]
    [InlineData(LegResult.Rejected, 603, 607, 608)]
    [InlineData(LegResult.InvalidNumber, 404, 410, 416, 484, 485, 604)]
    [InlineData(LegResult.CarrierRejected, 401, 402, 403, 406, 407, 415, 488, 606)]
    [InlineData(LegResult.Congestion, 429, 500, 502, 503, 504, 580, 599)]
    [InlineData(LegResult.Failed, 300, 301, 302, 400, 405, 420, 421, 422, 423, 481, 482, 483, 501, 505, 513, 699)]
    public void Status_alone_decides_when_no_cause_is_named(LegResult expected, params int[] statuses)
    {
        foreach (var status in statuses) SipOutcome.Of(status, cause: null, rang: true).Result.ShouldBe(expected, $"SIP {status}");
    }

    [Theory]
    [InlineData(LegResult.InvalidNumber, 1, 2, 3, 22, 28)]
    [InlineData(LegResult.Busy, 17)]
    [InlineData(LegResult.NoAnswer, 18, 19, 20, 102)]
    [InlineData(LegResult.Rejected, 21)]
    [InlineData(LegResult.Failed, 27, 111)]
    [InlineData(LegResult.CarrierRejected, 29, 50, 55, 57, 63, 65, 79, 88)]
    [InlineData(LegResult.Congestion, 34, 38, 41, 42, 44, 47)]
    public void Cause_wins_over_the_status(LegResult expected, params int[] causes)
    {
        foreach (var cause in causes)
        {
            SipOutcome.Of(480, cause, rang: true).Result.ShouldBe(expected, $"Q.850 {cause}");
            SipOutcome.Of(503, cause, rang: true).Result.ShouldBe(expected, $"Q.850 {cause}");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(127)]
    [InlineData(99)]
    public void Cause_that_says_nothing_leaves_it_to_the_status(int cause) => SipOutcome.Of(486, cause, rang: false).Result.ShouldBe(LegResult.Busy);

    [Theory]
    [InlineData(408, null)]
    [InlineData(487, null)]
    [InlineData(500, 102)]
    public void A_timeout_before_any_ringing_is_a_failure(int status, int? cause)
    {
        SipOutcome.Of(status, cause, rang: false).Result.ShouldBe(LegResult.Failed);
        SipOutcome.Of(status, cause, rang: true).Result.ShouldBe(LegResult.NoAnswer);
    }

    [Fact]
    public void What_the_carrier_said_is_kept() =>
        SipOutcome.Of(503, 41, rang: true, TimeSpan.FromSeconds(7))
            .ShouldBe(new LegAnswer(LegResult.Congestion, Rang: true, SipStatus: 503, CauseCode: 41, RetryAfter: TimeSpan.FromSeconds(7)));
}
