using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Tests.Realtime.Sip.Transactions;

public sealed class ServerTransactionTests
{
    [Fact]
    public void Repeated_invite_gets_the_last_provisional_again_and_no_second_call()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");
        bench.Requests[0].Respond(100);
        bench.Requests[0].Respond(180);

        bench.Receive("INVITE");

        bench.Requests.Count.ShouldBe(1);
        bench.Flow.Lines.ShouldBe(["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing"]);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("OPTIONS")]
    public void Request_that_we_fail_to_handle_is_answered_and_forgotten(string method)
    {
        using var bench = new TransactionBench { Fault = new InvalidOperationException("broken") };

        Should.Throw<InvalidOperationException>(() => bench.Receive(method));

        bench.Flow.Lines.ShouldBe(["SIP/2.0 500 Server Internal Error"]);
        bench.Time.Advance(32_000);
        bench.Layer.Count.ShouldBe(0);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Refusal_is_repeated_by_timer_G_until_timer_H()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");

        bench.Requests[0].Respond(486);
        bench.Time.Advance(32_000);

        bench.Flow.Times.ShouldBe([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Acknowledged_refusal_falls_silent_and_is_forgotten_after_timer_I()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");
        bench.Requests[0].Respond(486);

        bench.Receive("ACK", toTag: ";tag=us");
        bench.Receive("ACK", toTag: ";tag=us");
        bench.Time.Advance(4_999);

        bench.Flow.Count.ShouldBe(1);
        bench.DialogAcks.ShouldBeEmpty();
        bench.Layer.Count.ShouldBe(1);
        bench.Time.Advance(1);
        bench.Layer.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answer_is_repeated_over_every_transport_until_its_ack(bool reliable)
    {
        using var bench = new TransactionBench(reliable);
        bench.Receive("INVITE");
        bench.Requests[0].Respond(200);
        bench.Time.Advance(1_600);

        bench.Receive("ACK", branch: "z9hG4bKother", toTag: ";tag=us");
        bench.DialogAcks.ShouldBe([5u]);
        ((InviteServerTransaction)bench.Requests[0]).OnAck();
        bench.Time.Advance(60_000);

        bench.Flow.Times.ShouldBe([0, 500, 1500]);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Answer_is_repeated_to_no_peer_that_does_not_take_what_waits_for_it()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Receive("INVITE");
        bench.Requests[0].Respond(200);

        bench.Flow.IsFull = true;
        bench.Time.Advance(1_600);
        bench.Flow.IsFull = false;
        bench.Time.Advance(2_000);

        bench.Flow.Times.ShouldBe([0, 3500]);
    }

    [Fact]
    public void Answer_that_nobody_acknowledges_is_reported_after_64_T1()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");
        var missing = 0;
        ((InviteServerTransaction)bench.Requests[0]).AckMissing = () => missing++;

        bench.Requests[0].Respond(200);
        bench.Time.Advance(31_999);
        missing.ShouldBe(0);
        bench.Time.Advance(1);

        missing.ShouldBe(1);
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Invite_that_comes_again_after_its_answer_is_absorbed()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");
        bench.Requests[0].Respond(200);

        bench.Receive("INVITE");

        bench.Requests.Count.ShouldBe(1);
        bench.Flow.Count.ShouldBe(1);
    }

    [Fact]
    public void Ack_of_an_answer_on_the_invites_own_branch_reaches_the_dialog_too()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");
        bench.Requests[0].Respond(200);

        bench.Receive("ACK", toTag: ";tag=us");

        bench.DialogAcks.ShouldBe([5u]);
    }

    [Fact]
    public void Other_requests_get_the_same_response_again_for_timer_J()
    {
        using var bench = new TransactionBench();
        bench.Receive("BYE");
        bench.Requests[0].Respond(200);

        bench.Time.Advance(31_999);
        bench.Receive("BYE");
        bench.Requests.Count.ShouldBe(1);
        bench.Flow.Lines.ShouldBe(["SIP/2.0 200 OK", "SIP/2.0 200 OK"]);

        bench.Time.Advance(1);
        bench.Layer.Count.ShouldBe(0);
        bench.Receive("BYE");
        bench.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Over_tcp_other_requests_are_forgotten_with_their_response()
    {
        using var bench = new TransactionBench(reliable: true);
        bench.Receive("BYE");
        bench.Requests[0].Respond(200);

        bench.Layer.Count.ShouldBe(0);
        bench.Timers.ShouldBe(0);
    }

    [Fact]
    public void Cancel_is_answered_itself_and_names_the_invite_that_it_means()
    {
        using var bench = new TransactionBench();
        bench.Receive("INVITE");

        bench.Receive("CANCEL");

        bench.Flow.Lines.ShouldBe(["SIP/2.0 200 OK"]);
        bench.Canceled.ShouldBe([bench.Requests[0]]);
    }

    [Fact]
    public void Cancel_of_nothing_is_told_so()
    {
        using var bench = new TransactionBench();

        bench.Receive("CANCEL");

        bench.Flow.Lines.ShouldBe(["SIP/2.0 481 Call/Transaction Does Not Exist"]);
        bench.Canceled.ShouldBeEmpty();
    }

    [Fact]
    public void Peers_without_unique_branches_are_told_apart_by_the_call()
    {
        using var bench = new TransactionBench();

        bench.Receive("OPTIONS", branch: "1");
        bench.Receive("OPTIONS", branch: "1");
        bench.Receive("BYE", branch: "1");

        bench.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Source_with_too_many_open_calls_is_put_off_and_nothing_is_kept_of_it()
    {
        using var bench = new TransactionBench();
        for (var i = 0; i < CallerLimit.PerStranger; i++) bench.Receive("INVITE", branch: $"z9hG4bK{i}", callId: $"call-{i}");

        bench.Receive("INVITE", branch: "z9hG4bKabove", callId: "above");

        bench.Flow.Last.ShouldStartWith("SIP/2.0 503 Service Unavailable\r\n");
        bench.Flow.Last.ShouldContain("\r\nRetry-After: 10\r\n");
        bench.Requests.Count.ShouldBe(CallerLimit.PerStranger);
        bench.Layer.Count.ShouldBe(CallerLimit.PerStranger);
        bench.Layer.Counters.CallsTurnedAway.ShouldBe(1);
        bench.Requests[0].Respond(200);
        bench.Receive("INVITE", branch: "z9hG4bKroom", callId: "room");
        bench.Requests.Count.ShouldBe(CallerLimit.PerStranger + 1);
    }

    /// <summary>Its whole answer would be four times as long, and might go to somebody who never asked.</summary>
    [Theory]
    [InlineData("INVITE")]
    [InlineData("OPTIONS")]
    public void Request_with_more_vias_than_there_can_be_hops_gets_a_short_refusal_and_is_forgotten(string method)
    {
        using var bench = new TransactionBench();

        bench.Receive(method, branch: "z9hG4bKmany" + string.Concat(Enumerable.Repeat(",/", 1000)));

        bench.Flow.Last.ShouldStartWith("SIP/2.0 483 Too Many Hops\r\n");
        bench.Flow.Last.Length.ShouldBeLessThan(1500);
        bench.Requests.ShouldBeEmpty();
        bench.Layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Request_with_a_larger_head_than_any_carriers_is_refused_unless_it_belongs_to_a_call()
    {
        using var bench = new TransactionBench();
        var callId = new string('c', OversizedRequest.MaxHead);

        bench.Receive("INVITE", callId: callId);

        bench.Flow.Lines.ShouldBe(["SIP/2.0 513 Message Too Large"]);
        bench.Requests.ShouldBeEmpty();
        bench.Layer.Count.ShouldBe(0);
        bench.Receive("INVITE", toTag: ";tag=us", callId: callId);
        bench.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Same_request_gets_the_same_tag_when_nothing_is_remembered()
    {
        using var bench = new TransactionBench();

        bench.Receive("CANCEL");
        var first = bench.Flow.Last;
        bench.Receive("CANCEL");

        bench.Flow.Last.ShouldBe(first);
        bench.Layer.Count.ShouldBe(0);
    }
}
