using Futwork.Benchmarks.Pacing;

namespace Futwork.Tests.Benchmarks.Pacing;

/// <summary>Which rows the bench <c>pacing</c> runs, and what it reads of its line's log.</summary>
public sealed class PacingRowTests
{
    [Fact]
    public void Rows_are_chosen_by_rate_and_kind_and_none_fit_what_there_is_not()
    {
        PacingRow.Of(0, null).Count.ShouldBe(12);
        PacingRow.Of(10, "FAILOVER").Select(row => row.Nodes).ShouldBe([1, 2]);
        PacingRow.Of(1, "failover").ShouldBeEmpty();
        PacingRow.Of(0, "fail-over").ShouldBeEmpty();
        PacingRow.Choice.ShouldContain("failover at 10, 100 calls a second");
    }

    [Fact]
    public void A_line_of_the_log_that_is_half_written_is_left_out()
    {
        const string Invite = "2026-11-29\t12:00:00.250000\t1795953600.250000\tR\tone\tCSeq:1 INVITE\tINVITE sip:a@b SIP/2.0\n";

        SippLine.Read($"{Invite}2026-11-29\t12:00:00.251000\t1795953600.251000\tS\tone\tCSeq:1 INVITE\tSIP").ShouldHaveSingleItem()
            .ShouldBe(new LineCall(DateTimeOffset.UnixEpoch.AddSeconds(1795953600).AddMilliseconds(250), null));
        SippLine.Read($"{Invite}2026-11-29\t12:00:00.251000\t1795953600.251000\tS\tone\tCSeq:1 INVITE\tSIP/2.0 486 Busy Here\n").ShouldHaveSingleItem().Status.ShouldBe(486);
    }
}
