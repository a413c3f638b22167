using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Transactions;

public sealed class NonInviteClientTransactionTests
{
    [Fact]
    public void Unanswered_request_is_repeated_at_gaps_up_to_T2_until_timer_F()
    {
        using var bench = new TransactionBench();
        bench.Send(SipMethod.Bye);

        bench.Time.Advance(32_000);

        bench.Flow.Times.ShouldBe([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
        bench.Told.ShouldBe(["Timeout"]);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void After_a_1xx_it_is_repeated_every_T2()
    {
        using var bench = new TransactionBench();
        bench.Send(SipMethod.Bye);
        bench.Time.Advance(600);

        bench.Respond(100, "BYE");
        bench.Time.Advance(10_000);

        bench.Flow.Times.ShouldBe([0, 500, 4600, 8600]);
        bench.Told.ShouldBeEmpty();
    }

    [Fact]
    public void Final_response_is_told_once_and_its_repetitions_absorbed_for_timer_K()
    {
        using var bench = new TransactionBench();
        bench.Send(SipMethod.Bye);

        bench.Respond(200, "BYE");
        bench.Respond(200, "BYE");
        bench.Time.Advance(4_999);

        bench.Told.ShouldBe(["200"]);
        bench.Flow.Count.ShouldBe(1);
        bench.Layer.Count.ShouldBe(1);
        bench.Time.Advance(1);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Over_tcp_nothing_is_repeated_and_nothing_lingers()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Send(SipMethod.Bye);
        bench.Time.Advance(20_000);

        bench.Respond(200, "BYE");

        bench.Flow.Count.ShouldBe(1);
        bench.Layer.Count.ShouldBe(0);
        bench.Timers.ShouldBe(0);
    }
}
