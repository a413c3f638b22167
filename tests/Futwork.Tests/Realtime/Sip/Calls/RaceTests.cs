using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>
/// Our calls when both ends act at once and the network loses the wrong message. Each ends in one outcome, with nobody on a
/// live line and nothing left behind after 64·T1.
/// </summary>
public sealed class RaceTests : IAsyncLifetime
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(32);
    private readonly BenchSockets _sockets = new();
    private AgentBench _bench = null!;
    private FarEnd _far = null!;

    public ValueTask InitializeAsync()
    {
        _bench = new AgentBench(_sockets);
        _far = new FarEnd(_bench);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return _sockets.DisposeAsync();
    }

    [Fact]
    public async Task Answer_before_our_cancel_arrives_is_released()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180);
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Cancel), 200);
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);

        Sent(SipMethod.Ack).CSeq.ShouldBe(invite.CSeq);
        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Canceled, LegEndedBy.Local);
    }

    [Fact]
    public async Task Cancel_that_was_too_late_is_followed_by_a_bye()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180);
        HangUp(leg);
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);
        _far.Respond(Sent(SipMethod.Cancel), 481);

        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Canceled, LegEndedBy.Local);
    }

    [Fact]
    public async Task Both_hang_up_at_once()
    {
        var (leg, invite) = Answered();
        HangUp(leg);
        _far.Request("BYE", 1, FarEnd.Callee(invite, "far"));
        LastResponse().Status.ShouldBe(200);
        _far.Respond(Sent(SipMethod.Bye), 481);

        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Change_that_crosses_our_bye_is_refused()
    {
        var (leg, invite) = Answered();
        HangUp(leg);
        _far.Request("INVITE", 1, FarEnd.Callee(invite, "far"), "z9hG4bKchange", WirePeer.Sdp);
        LastResponse().Status.ShouldBe(481);
        _far.Request("ACK", 1, FarEnd.Callee(invite, "far"), "z9hG4bKchange");
        _far.Respond(Sent(SipMethod.Bye), 200);

        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Hanging_up_while_the_ack_of_a_change_is_lost_ends_at_once_and_says_bye_when_it_may()
    {
        var (leg, invite) = Answered();
        _far.Request("INVITE", 1, FarEnd.Callee(invite, "far"), "z9hG4bKchange", WirePeer.Sdp);
        HangUp(leg);
        _bench.Time.Advance(1000);
        leg.Ended.IsCompleted.ShouldBeTrue();
        _bench.Time.Advance(Lifetime);

        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Far_end_that_hangs_up_instead_of_the_ack_of_its_change_is_gone()
    {
        var (leg, invite) = Answered();
        _far.Request("INVITE", 1, FarEnd.Callee(invite, "far"), "z9hG4bKchange", WirePeer.Sdp);
        _far.Request("BYE", 2, FarEnd.Callee(invite, "far"));

        LastResponse().Status.ShouldBe(200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Remote);
        Count(SipMethod.Bye).ShouldBe(0);
    }

    [Fact]
    public async Task Answer_is_acknowledged_each_time_it_comes_also_after_we_have_hung_up()
    {
        var (leg, invite) = Answered();
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);
        Count(SipMethod.Ack).ShouldBe(2);
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Bye), 200);
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);

        Count(SipMethod.Ack).ShouldBe(3);
        Count(SipMethod.Bye).ShouldBe(1);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Ring_out_whose_487_never_comes_is_no_answer()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180);
        _bench.Time.Advance(TimeSpan.FromSeconds(46));
        _far.Respond(Sent(SipMethod.Cancel), 200);

        await EndsAsync(leg, LegResult.NoAnswer, LegEndedBy.Local);
    }

    [Fact]
    public async Task Answer_minutes_after_we_gave_up_is_acknowledged_and_released()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180);
        _bench.Time.Advance(TimeSpan.FromSeconds(45) + Lifetime + TimeSpan.FromSeconds(60));
        _bench.Stack.Transactions.Count.ShouldBe(0);

        _far.Respond(invite, 200, sdp: WirePeer.Sdp);

        Sent(SipMethod.Ack).CSeq.ShouldBe(invite.CSeq);
        _far.Repeat();
        Count(SipMethod.Ack).ShouldBe(2);
        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.NoAnswer, LegEndedBy.Local);
    }

    [Fact]
    public async Task Answer_long_after_every_1xx_was_lost_is_released_too()
    {
        var (leg, invite) = Dial();
        HangUp(leg);
        _bench.Time.Advance(TimeSpan.FromSeconds(50));

        _far.Respond(invite, 200, sdp: WirePeer.Sdp);

        Sent(SipMethod.Ack);
        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Canceled, LegEndedBy.Local);
    }

    [Fact]
    public async Task Refusal_that_comes_again_is_acknowledged_again()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 486);
        _far.Repeat();

        Count(SipMethod.Ack).ShouldBe(2);
        await EndsAsync(leg, LegResult.Busy, LegEndedBy.Remote);
    }

    [Fact]
    public async Task Every_late_fork_is_released_also_after_the_call()
    {
        var (leg, invite) = Answered();
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Bye), 200);

        _far.Respond(invite, 200, "second", WirePeer.Sdp);
        _far.Respond(invite, 200, "third", WirePeer.Sdp);

        _bench.Sent.Where(m => m.IsRequest && m.Method == SipMethod.Bye).Select(m => Bytes.Text(m.ToTag)).ShouldBe(["far", "second", "third"]);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Forks_beyond_what_any_proxy_makes_cost_nothing()
    {
        var (leg, invite) = Answered();
        for (var i = 1; i < AnsweredForks.Most; i++) _far.Respond(invite, 200, $"fork{i}", WirePeer.Sdp);
        Count(SipMethod.Ack).ShouldBe(AnsweredForks.Most);
        var (sent, open) = (_bench.Sent.Count, _bench.Stack.Transactions.Count);

        for (var i = 0; i < 1000; i++) _far.Respond(invite, 200, $"flood{i}", WirePeer.Sdp);

        (_bench.Sent.Count, _bench.Stack.Transactions.Count).ShouldBe((sent, open));
        _bench.Stack.Transactions.Counters.Unmatched.ShouldBe(1000);
        HangUp(leg);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Theory]
    [InlineData(180, LegResult.Canceled, 1, 0)]
    [InlineData(200, LegResult.Canceled, 0, 1)]
    [InlineData(486, LegResult.Canceled, 0, 0)]
    public async Task Hanging_up_before_any_response_waits_for_what_comes(int status, LegResult result, int cancels, int byes)
    {
        var (leg, invite) = Dial();
        HangUp(leg);
        Count(SipMethod.Cancel).ShouldBe(0);

        _far.Respond(invite, status, sdp: status == 200 ? WirePeer.Sdp : null);

        Count(SipMethod.Cancel).ShouldBe(cancels);
        Count(SipMethod.Bye).ShouldBe(byes);
        await EndsAsync(leg, result, LegEndedBy.Local);
    }

    [Fact]
    public async Task Hanging_up_while_the_password_is_asked_for_sends_no_second_invite()
    {
        var leg = _bench.Dial(new SipCredentials("user", "secret"));
        var invite = Sent(SipMethod.Invite);
        HangUp(leg);
        _far.Respond(invite, 401, headers: "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\"");

        Count(SipMethod.Invite).ShouldBe(1);
        await EndsAsync(leg, LegResult.Canceled, LegEndedBy.Local);
    }

    [Fact]
    public async Task Bye_that_overtakes_the_answer_of_its_own_dialog_is_not_ours_to_take()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180);
        _far.Request("BYE", 1, FarEnd.Callee(invite, "far"));
        LastResponse().Status.ShouldBeGreaterThanOrEqualTo(400);
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);
        HangUp(leg);

        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Acknowledged_ringing_and_our_cancel_cross()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 180, headers: ["Require: 100rel", "RSeq: 1"]);
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Cancel), 200);
        _far.Respond(invite, 487);
        _far.Respond(Sent(SipMethod.Prack), 481);

        await EndsAsync(leg, LegResult.Canceled, LegEndedBy.Local);
    }

    [Fact]
    public async Task Update_while_a_change_waits_for_its_ack_is_pending()
    {
        var (leg, invite) = Answered();
        _far.Request("INVITE", 1, FarEnd.Callee(invite, "far"), "z9hG4bKchange", WirePeer.Sdp);
        _far.Request("UPDATE", 2, FarEnd.Callee(invite, "far"), sdp: WirePeer.Sdp);
        LastResponse().Status.ShouldBe(491);
        _far.Request("ACK", 1, FarEnd.Callee(invite, "far"), "z9hG4bKack");
        HangUp(leg);

        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Sound_at_an_address_of_the_wrong_kind_does_not_leave_the_call_hanging()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 200, sdp: WirePeer.Sdp.Replace("c=IN IP4 127.0.0.1", "c=IN IP6 2001:db8::1", StringComparison.Ordinal));

        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.CarrierRejected, LegEndedBy.Local);
    }

    [Fact]
    public async Task Refresh_that_is_always_too_short_does_not_loop()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 200, sdp: WirePeer.Sdp, headers: ["Session-Expires: 90;refresher=uac", "Allow: UPDATE"]);
        _bench.Time.Advance(TimeSpan.FromSeconds(45));
        for (var round = 0; round < 5; round++) _far.Respond(Sent(SipMethod.Update), 422, headers: "Min-SE: 3600");

        _bench.Sent.Where(m => m.IsRequest && m.Method == SipMethod.Update).DistinctBy(m => m.CSeq).Count().ShouldBe(2);
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Interval_that_no_number_of_ours_holds_is_asked_for_once()
    {
        using var timed = new AgentBench(_sockets, sessionExpires: TimeSpan.FromMinutes(30));
        var far = new FarEnd(timed);
        var leg = timed.Dial();
        far.Respond(far.Latest(SipMethod.Invite)!, 422, headers: "Min-SE: 4294967295");
        far.Respond(far.Latest(SipMethod.Invite)!, 422, headers: "Min-SE: 4294967295");

        leg.Answer.IsCompleted.ShouldBeTrue();
        (await leg.Answer).Result.ShouldBe(LegResult.Failed);
        timed.Time.Advance(Lifetime);
        timed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_of_ours_is_not_sent_again_after_the_call()
    {
        var leg = _bench.Dial(new SipCredentials("user", "secret"));
        _far.Respond(Sent(SipMethod.Invite), 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 90;refresher=uac");
        _bench.Time.Advance(TimeSpan.FromSeconds(45));
        var refresh = Sent(SipMethod.Invite);
        refresh.ToTag.IsEmpty.ShouldBeFalse();
        HangUp(leg);
        _far.Respond(Sent(SipMethod.Bye), 200);

        _far.Respond(refresh, 401, headers: "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\"");

        Count(SipMethod.Invite).ShouldBe(2);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);
    }

    [Fact]
    public async Task Peer_that_wants_a_new_nonce_for_each_change_gets_it_each_time()
    {
        var leg = _bench.Dial(new SipCredentials("user", "secret"));
        Take(Sent(SipMethod.Invite));
        for (var change = 1; change <= 5; change++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(45));
            Challenge(SipMethod.Invite, $"n{change}");
            Take(Sent(SipMethod.Invite));
        }

        HangUp(leg);
        Challenge(SipMethod.Bye, "last");
        _far.Respond(Sent(SipMethod.Bye), 200);
        await EndsAsync(leg, LegResult.Answered, LegEndedBy.Local);

        void Take(SipMessage invite) => _far.Respond(invite, 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 90;refresher=uac");

        void Challenge(SipMethod method, string nonce)
        {
            _far.Respond(Sent(method), 401, headers: $"WWW-Authenticate: Digest realm=\"r\", nonce=\"{nonce}\"");
            Sent(method).Text("Authorization").ShouldNotBeNull().ShouldContain($"nonce=\"{nonce}\"");
        }
    }

    private (ICallLeg Leg, SipMessage Invite) Dial()
    {
        var leg = _bench.Dial();
        return (leg, Sent(SipMethod.Invite));
    }

    private (ICallLeg Leg, SipMessage Invite) Answered()
    {
        var (leg, invite) = Dial();
        _far.Respond(invite, 200, sdp: WirePeer.Sdp);
        Sent(SipMethod.Ack);
        return (leg, invite);
    }

    private static void HangUp(ICallLeg leg) => _ = leg.HangUpAsync().AsTask();

    private SipMessage Sent(SipMethod method) => _far.Latest(method).ShouldNotBeNull($"a request of the method {method}");

    private int Count(SipMethod method) => _bench.Sent.Count(m => m.IsRequest && m.Method == method);

    private SipMessage LastResponse() => _bench.Sent.FindLast(m => !m.IsRequest).ShouldNotBeNull();

    private async Task EndsAsync(ICallLeg leg, LegResult result, LegEndedBy by)
    {
        _bench.Time.Advance(1000);
        leg.Ended.IsCompleted.ShouldBeTrue("an end");
        (await leg.Answer).Result.ShouldBe(result);
        (await leg.Ended).By.ShouldBe(by);
        _bench.Time.Advance(Lifetime);
        _bench.ShouldBeEmpty();
    }
}
