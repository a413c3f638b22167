using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Telephony;

/// <summary>What the carrier's code says, and what the network announced.</summary>
public sealed class LegAnswerTests
{
    [Theory]
    [InlineData(NetworkAnnouncement.VacantNumber, LegResult.InvalidNumber)]
    [InlineData(NetworkAnnouncement.Intercept, LegResult.InvalidNumber)]
    [InlineData(NetworkAnnouncement.Reorder, LegResult.Congestion)]
    [InlineData(NetworkAnnouncement.NoCircuit, LegResult.Congestion)]
    [InlineData(NetworkAnnouncement.PhoneUnreachable, LegResult.PhoneUnreachable)]
    [InlineData(NetworkAnnouncement.Barred, LegResult.PhoneUnreachable)]
    [InlineData(NetworkAnnouncement.NoReply, LegResult.NoAnswer)]
    [InlineData(NetworkAnnouncement.Busy, LegResult.Busy)]
    public void An_announcement_decides_where_the_carrier_is_vague(NetworkAnnouncement announced, LegResult means)
    {
        foreach (var vague in (LegResult[])[LegResult.NoAnswer, LegResult.Failed, LegResult.Congestion])
            new LegAnswer(vague, SipStatus: 480, CauseCode: 31).Hearing(announced).ShouldBe(new LegAnswer(means, SipStatus: 480, CauseCode: 31) { Announcement = announced });
    }

    [Theory]
    [InlineData(LegResult.Busy, 486, null)]
    [InlineData(LegResult.InvalidNumber, 404, 1)]
    [InlineData(LegResult.Rejected, 603, null)]
    [InlineData(LegResult.Canceled, 487, null)]
    [InlineData(LegResult.Answered, 200, null)]
    [InlineData(LegResult.NoAnswer, 480, 19)]
    [InlineData(LegResult.Congestion, 503, 34)]
    public void A_definite_code_stays(LegResult result, int status, int? cause) =>
        new LegAnswer(result, SipStatus: status, CauseCode: cause).Hearing(NetworkAnnouncement.PhoneUnreachable).Result.ShouldBe(result);

    [Fact]
    public void Without_an_announcement_that_says_something_the_result_stays()
    {
        var vague = new LegAnswer(LegResult.NoAnswer);

        vague.Hearing(null).ShouldBe(vague);
        vague.Hearing(NetworkAnnouncement.Unspecified).ShouldBe(vague with { Announcement = NetworkAnnouncement.Unspecified });
    }

    [Fact]
    public void Words_after_tones_that_tell_no_more_than_that_there_is_an_announcement_decide() =>
        new LegAnswer(LegResult.NoAnswer).Hearing(NetworkAnnouncement.Unspecified).Hearing(NetworkAnnouncement.Busy)
            .ShouldBe(new LegAnswer(LegResult.Busy) { Announcement = NetworkAnnouncement.Busy });

    [Fact]
    public void Words_do_not_overrule_tones_that_were_definite() =>
        new LegAnswer(LegResult.NoAnswer).Hearing(NetworkAnnouncement.VacantNumber).Hearing(NetworkAnnouncement.Busy)
            .ShouldBe(new LegAnswer(LegResult.InvalidNumber) { Announcement = NetworkAnnouncement.VacantNumber });
}
