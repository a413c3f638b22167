using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Transactions;

public sealed class InviteClientTransactionTests
{
    [Fact]
    public void Unanswered_invite_is_repeated_at_doubling_gaps_until_timer_B()
    {
        using var bench = new TransactionBench();
        bench.Invite();

        bench.Time.Advance(31_999);
        bench.Flow.Times.ShouldBe([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
        bench.Told.ShouldBeEmpty();

        bench.Time.Advance(1);
        bench.Told.ShouldBe(["Timeout"]);
        bench.Layer.Count.ShouldBe(0);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Over_tcp_nothing_is_repeated_yet_timer_B_runs()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Invite();

        bench.Time.Advance(32_000);

        bench.Flow.Times.ShouldBe([0]);
        bench.Told.ShouldBe(["Timeout"]);
    }

    [Fact]
    public void After_a_1xx_it_waits_for_ever_in_silence()
    {
        using var bench = new TransactionBench();
        bench.Invite();
        bench.Respond(100);

        bench.Time.Advance(TimeSpan.FromHours(1));

        bench.Flow.Count.ShouldBe(1);
        bench.Told.ShouldBe(["100"]);
        bench.Layer.Count.ShouldBe(1);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Abandoned_it_is_repeated_no_more_and_after_a_1xx_not_waited_for_without_end()
    {
        using var bench = new TransactionBench();
        bench.Invite().Abandon();
        bench.Time.Advance(10_000);
        bench.Flow.Count.ShouldBe(1);

        bench.Respond(100);
        bench.Time.Advance(31_999);
        bench.Told.ShouldBe(["100"]);
        bench.Time.Advance(1);

        bench.Told.ShouldBe(["100", "Timeout"]);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Given_up_when_it_has_failed_it_stays_over()
    {
        using var bench = new TransactionBench(reliable: true);
        var invite = bench.Invite();
        bench.Layer.FlowFailed(bench.Flow);

        invite.Abandon();
        bench.Time.Advance(32_000);

        bench.Told.ShouldBe(["Transport"]);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Refusal_is_acknowledged_on_the_same_branch_each_time_it_comes_until_timer_D()
    {
        using var bench = new TransactionBench();
        bench.Invite();
        var branch = bench.Branch();

        bench.Respond(486);
        bench.Respond(486);

        bench.Told.ShouldBe(["486"]);
        bench.Flow.Lines.ShouldBe(["INVITE sip:c@d SIP/2.0", "ACK sip:c@d SIP/2.0", "ACK sip:c@d SIP/2.0"]);
        bench.Branch().ShouldBe(branch);
        bench.Flow.Last.ShouldContain("\r\nCSeq: 1 ACK\r\n");
        bench.Flow.Last.ShouldContain("\r\nTo: <sip:c@d>;tag=far\r\n");

        bench.Time.Advance(31_999);
        bench.Layer.Count.ShouldBe(1);
        bench.Time.Advance(1);
        bench.Layer.Count.ShouldBe(0);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Over_tcp_a_refusal_ends_it_at_once()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Invite();

        bench.Respond(486);

        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Every_2xx_reaches_the_user_until_timer_M()
    {
        using var bench = new TransactionBench();
        bench.Invite();

        bench.Respond(200, toTag: "one");
        bench.Respond(200, toTag: "one");
        bench.Respond(200, toTag: "two");
        bench.Respond(180, toTag: "late");

        bench.Told.ShouldBe(["200", "200", "200"]);
        bench.Flow.Count.ShouldBe(1);
        bench.Time.Advance(32_000);
        bench.Layer.Count.ShouldBe(0);
        bench.Told.Count.ShouldBe(3);
    }

    [Fact]
    public void Cancel_shares_branch_and_number_and_bounds_the_wait_for_the_end()
    {
        using var bench = new TransactionBench();
        var invite = bench.Invite();
        var branch = bench.Branch();
        bench.Respond(180);

        bench.Layer.Cancel(invite, "SIP;cause=487");

        bench.Flow.Last.ShouldStartWith("CANCEL sip:c@d SIP/2.0\r\n");
        bench.Flow.Last.ShouldContain("\r\nCSeq: 1 CANCEL\r\n");
        bench.Flow.Last.ShouldContain("\r\nReason: SIP;cause=487\r\n");
        bench.Branch().ShouldBe(branch);
        bench.Respond(200, "CANCEL");
        bench.Told.ShouldBe(["180"]);

        bench.Time.Advance(32_000);
        bench.Told.ShouldBe(["180", "Timeout"]);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Closed_connection_fails_it_at_once()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Flow.Closed = true;

        bench.Invite();

        bench.Told.ShouldBe(["Transport"]);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Connection_lost_while_it_rings_fails_it_once()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Invite();
        bench.Respond(180);

        bench.Layer.FlowFailed(bench.Flow);
        bench.Respond(200);

        bench.Told.ShouldBe(["180", "Transport"]);
    }

    [Fact]
    public void Response_to_an_unknown_branch_is_counted_and_dropped()
    {
        using var bench = new TransactionBench();
        bench.Send(SipMethod.Bye);

        bench.Respond(200, "OPTIONS");

        bench.Told.ShouldBeEmpty();
        bench.Layer.Counters.Unmatched.ShouldBe(1);
    }
}
