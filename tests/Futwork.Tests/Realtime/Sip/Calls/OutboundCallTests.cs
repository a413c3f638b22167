using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Our calls against a far end that the test plays by hand, on a fake clock.</summary>
public sealed class OutboundCallTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private readonly List<LegProgress> _progress = [];
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Fact]
    public async Task Invite_says_who_calls_whom_and_offers_sound()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { Headers = new Dictionary<string, string> { ["X-Account"] = "42" } });
        var invite = await _peer.ExpectAsync($"INVITE sip:+919999789877@127.0.0.1:{_peer.Port} SIP/2.0\r\n");

        Bytes.Text(invite.CallId).ShouldBe(leg.ProviderCallId);
        invite.Text("From").ShouldStartWith("<sip:+911600110011@127.0.0.1>;tag=");
        invite.Text("To").ShouldBe($"<sip:+919999789877@127.0.0.1:{_peer.Port}>");
        invite.Text("Contact").ShouldBe($"<sip:+911600110011@127.0.0.1:{_phone.Port}>");
        invite.Text("P-Asserted-Identity").ShouldBe("<sip:+911600110011@127.0.0.1>");
        invite.Text("X-Account").ShouldBe("42");
        invite.Text("User-Agent").ShouldBe("futwork");
        invite.Text("Content-Type").ShouldBe("application/sdp");
        Bytes.Text(invite.Body).ShouldContain("m=audio ");
        await RefuseAsync(invite, 486);
        (await leg.Answer).Result.ShouldBe(LegResult.Busy);
    }

    [Fact]
    public async Task Early_media_rings_but_only_a_2xx_answers()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 100);
        _peer.Respond(invite, 183, sdp: WirePeer.Sdp);
        _peer.Respond(invite, 180);
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        _progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing, LegProgress.EarlyMedia]);
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Ack_goes_to_the_contact_through_the_route_set_and_again_for_each_repeated_200()
    {
        var (leg, invite) = await DialAsync();
        using var contact = new WirePeer();
        string[] routes = [$"Record-Route: <sip:127.0.0.1:{contact.Port};lr>, <sip:127.0.0.1:{_peer.Port};lr>"];
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp, headers: routes);

        var ack = await _peer.ExpectAsync($"ACK sip:far@127.0.0.1:{_peer.Port} SIP/2.0\r\n");
        ack.Elements(SipHeader.Route).ShouldBe([$"<sip:127.0.0.1:{_peer.Port};lr>", $"<sip:127.0.0.1:{contact.Port};lr>"]);
        Bytes.Text(ack.TopVia.Branch).ShouldNotBe(Bytes.Text(invite.TopVia.Branch));
        ack.CSeq.ShouldBe(invite.CSeq);

        _peer.Respond(invite, 200, sdp: WirePeer.Sdp, headers: routes);
        Bytes.Text((await _peer.ExpectAsync("ACK ")).TopVia.Branch).ShouldBe(Bytes.Text(ack.TopVia.Branch));
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Answer_that_is_repeated_is_acknowledged_by_the_way_of_the_call_too_since_nobody_may_be_at_its_contact()
    {
        using var contact = new WirePeer();
        var (leg, invite) = await DialAsync();
        var elsewhere = $"Contact: <sip:far@127.0.0.1:{contact.Port}>";
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp, headers: elsewhere);
        var ack = await contact.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);
        _peer.IsWaiting.ShouldBeFalse();

        _peer.Respond(invite, 200, sdp: WirePeer.Sdp, headers: elsewhere);

        var again = await _peer.ExpectAsync("ACK ");
        (again.CSeq, Bytes.Text(again.ToTag), Bytes.Text(again.RequestUri)).ShouldBe((invite.CSeq, "far", Bytes.Text(ack.RequestUri)));
        await contact.ExpectAsync("ACK ");
        var hangUp = leg.HangUpAsync().AsTask();
        contact.Respond(await contact.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Second_fork_that_answers_is_acknowledged_and_released()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 200, "one", WirePeer.Sdp);
        Bytes.Text((await _peer.ExpectAsync("ACK ")).ToTag).ShouldBe("one");

        _peer.Respond(invite, 200, "two", WirePeer.Sdp);

        Bytes.Text((await _peer.ExpectAsync("ACK ")).ToTag).ShouldBe("two");
        var bye = await _peer.ExpectAsync("BYE ");
        Bytes.Text(bye.ToTag).ShouldBe("two");
        _peer.Respond(bye, 200);
        leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Ring_timeout_cancels_and_is_no_answer()
    {
        var (leg, invite) = await DialAsync();
        await RingAsync(invite);

        _time.Advance(TimeSpan.FromSeconds(45));
        var cancel = await _peer.ExpectAsync("CANCEL ");
        Bytes.Text(cancel.TopVia.Branch).ShouldBe(Bytes.Text(invite.TopVia.Branch));
        cancel.Text("Reason").ShouldBe("SIP;cause=487;text=\"Ring timeout\"");
        _peer.Respond(cancel, 200);
        await RefuseAsync(invite, 487);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.NoAnswer, Rang: true, SipStatus: 487));
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
    }

    [Fact]
    public async Task Busy_that_crosses_our_cancel_is_busy()
    {
        var (leg, invite) = await DialAsync();
        await RingAsync(invite);
        _time.Advance(TimeSpan.FromSeconds(45));
        await _peer.ExpectAsync("CANCEL ");

        await RefuseAsync(invite, 486);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);
    }

    [Fact]
    public async Task Answer_that_crosses_our_cancel_is_acknowledged_and_released()
    {
        var (leg, invite) = await DialAsync();
        await RingAsync(invite);
        _time.Advance(TimeSpan.FromSeconds(45));
        _peer.Respond(await _peer.ExpectAsync("CANCEL "), 200);

        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);

        await _peer.ExpectAsync("ACK ");
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.NoAnswer, Rang: true, SipStatus: 200));
    }

    [Fact]
    public async Task Hanging_up_before_any_1xx_sends_the_cancel_only_after_one()
    {
        var (leg, invite) = await DialAsync();

        var hangUp = leg.HangUpAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        await hangUp.WaitAsync(Patience);
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);

        _peer.Respond(invite, 180);
        _peer.Respond(await _peer.ExpectAsync("CANCEL "), 200);
        await RefuseAsync(invite, 487);
        _progress.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hanging_up_while_it_rings_is_canceled_once_the_far_end_knows()
    {
        var (leg, invite) = await DialAsync();
        await RingAsync(invite);

        var hangUp = leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("CANCEL "), 200);
        hangUp.IsCompleted.ShouldBeFalse();
        await RefuseAsync(invite, 487);

        await hangUp.WaitAsync(Patience);
        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Canceled, Rang: true, SipStatus: 487));
    }

    [Fact]
    public async Task Carrier_that_never_replies_is_unreachable_after_timer_B()
    {
        var (leg, _) = await DialAsync();

        _time.Advance(TimeSpan.FromSeconds(32));

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Unreachable));
        (await leg.Ended).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Refusal_keeps_cause_and_wait()
    {
        var (leg, invite) = await DialAsync();
        await RefuseAsync(invite, 503, "Retry-After: 18 (busy hour);duration=60", "Reason: SIP;cause=503, Q.850 ;cause=34;text=\"No, circuit; free\"");

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(
            new LegAnswer(LegResult.Congestion, SipStatus: 503, CauseCode: 34, RetryAfter: TimeSpan.FromSeconds(18)));
    }

    [Theory]
    [InlineData(401, "WWW-Authenticate", "Authorization")]
    [InlineData(407, "Proxy-Authenticate", "Proxy-Authorization")]
    public async Task Challenge_is_answered_once_and_a_wrong_password_does_not_loop(int status, string challenge, string answer)
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { Credentials = new SipCredentials("trunkuser", "wrong") });
        var first = await _peer.ExpectAsync("INVITE ");
        await RefuseAsync(first, status, $"{challenge}: Digest realm=\"r\", nonce=\"1\", qop=\"auth\"");

        var second = await _peer.ExpectAsync("INVITE ");
        second.Text(answer).ShouldNotBeNull().ShouldContain("username=\"trunkuser\"");
        second.CSeq.ShouldBe(first.CSeq + 1);
        Bytes.Text(second.FromTag).ShouldBe(Bytes.Text(first.FromTag));
        Bytes.Text(second.TopVia.Branch).ShouldNotBe(Bytes.Text(first.TopVia.Branch));
        second.ToTag.IsEmpty.ShouldBeTrue();
        await RefuseAsync(second, status, $"{challenge}: Digest realm=\"r\", nonce=\"2\", qop=\"auth\"");

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.CarrierRejected, SipStatus: status));
    }

    [Fact]
    public async Task Stale_nonce_is_renewed_and_the_ack_and_bye_bear_credentials_too()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { Credentials = new SipCredentials("trunkuser", "s3cret") });
        await RefuseAsync(await _peer.ExpectAsync("INVITE "), 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\"");
        await RefuseAsync(await _peer.ExpectAsync("INVITE "), 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"2\", stale=true");
        var invite = await _peer.ExpectAsync("INVITE ");
        invite.Text("Authorization").ShouldNotBeNull().ShouldContain("nonce=\"2\"");
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);

        (await _peer.ExpectAsync("ACK ")).Text("Authorization").ShouldBe(invite.Text("Authorization"));
        await leg.Answer.WaitAsync(Patience);
        var hangUp = leg.HangUpAsync().AsTask();
        var bye = await _peer.ExpectAsync("BYE ");
        bye.Text("Authorization").ShouldNotBeNull().ShouldContain("nonce=\"2\"");
        _peer.Respond(bye, 401, headers: "WWW-Authenticate: Digest realm=\"r\", nonce=\"3\"");
        var again = await _peer.ExpectAsync("BYE ");
        again.Text("Authorization").ShouldNotBeNull().ShouldContain("nonce=\"3\"");
        again.CSeq.ShouldBe(bye.CSeq + 1);
        _peer.Respond(again, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Answer_without_sound_that_we_can_carry_is_released()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp.Replace("RTP/AVP 0 101", "RTP/AVP 18", StringComparison.Ordinal));

        await _peer.ExpectAsync("ACK ");
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.CarrierRejected, SipStatus: 200));
    }

    [Fact]
    public async Task Answer_without_sdp_takes_that_of_the_early_media()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 183, sdp: WirePeer.Sdp);
        _peer.Respond(invite, 200);
        await _peer.ExpectAsync("ACK ");

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Hanging_up_on_a_far_end_that_is_gone_takes_a_second()
    {
        var leg = await AnsweredAsync();

        var hangUp = leg.HangUpAsync().AsTask();
        await _peer.ExpectAsync("BYE ");
        _time.Advance(999);
        hangUp.IsCompleted.ShouldBeFalse();
        _time.Advance(1);

        await hangUp.WaitAsync(Patience);
        (await leg.Ended).ShouldBe(new LegEnding(LegEndedBy.Local));
        await leg.HangUpAsync();
    }

    [Fact]
    public async Task Far_end_that_hangs_up_is_answered_and_its_cause_kept()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);

        _peer.Request("BYE", 1, WirePeer.DialogOf(invite), headers: "Reason: Q.850;cause=16;text=\"Normal call clearing\"");

        await _peer.ExpectAsync("SIP/2.0 200 OK");
        (await leg.Ended.WaitAsync(Patience)).ShouldBe(new LegEnding(LegEndedBy.Remote, CauseCode: 16));
        await leg.HangUpAsync();
    }

    [Fact]
    public void A_header_that_breaks_the_message_is_the_callers_mistake() =>
        Should.Throw<ArgumentException>(() => _phone.Agent.Dial(
            SipPhone.To(_peer.Port) with { Headers = new Dictionary<string, string> { ["X-A"] = "b\r\nX-C: d" } }));

    [Theory]
    [InlineData("no-such-carrier.invalid")]
    [InlineData("[2001:db8::1]")]
    public async Task Host_that_does_not_exist_or_is_of_another_family_than_ours_is_unreachable(string host)
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { Host = host });

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Unreachable);
    }

    [Fact]
    public async Task Port_that_refuses_a_connection_is_unreachable()
    {
        using var nobody = new Nobody();

        var leg = _phone.Agent.Dial(SipPhone.To(nobody.Port) with { Transport = SipTransport.Tcp });

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Unreachable);
    }

    private async Task<(ICallLeg Leg, SipMessage Invite)> DialAsync()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { OnProgress = _progress.Add });
        return (leg, await _peer.ExpectAsync("INVITE "));
    }

    private async Task<ICallLeg> AnsweredAsync()
    {
        var (leg, invite) = await DialAsync();
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        return leg;
    }

    /// <summary>Waits until the agent knows that it rings.</summary>
    private async Task RingAsync(SipMessage invite)
    {
        _peer.Respond(invite, 180);
        _peer.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        await _peer.ExpectAsync("SIP/2.0 200 OK");
    }

    private async Task RefuseAsync(SipMessage invite, int status, params string[] headers)
    {
        _peer.Respond(invite, status, headers: headers);
        await _peer.ExpectAsync("ACK ");
    }

    private async Task HangUpAsync(ICallLeg leg)
    {
        var hangUp = leg.HangUpAsync().AsTask();
        var bye = await _peer.ExpectAsync("BYE ");
        bye.Text("Reason").ShouldBe("Q.850;cause=16;text=\"Normal call clearing\"");
        _peer.Respond(bye, 200);
        await hangUp.WaitAsync(Patience);
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
    }
}
