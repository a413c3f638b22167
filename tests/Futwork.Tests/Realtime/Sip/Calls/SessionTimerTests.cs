using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Session timers (RFC 4028) against a far end that the test plays by hand, on a fake clock.</summary>
public sealed class SessionTimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _leg = _phone.Agent.Dial(SipPhone.To(_peer.Port));
        _invite = await _peer.ExpectAsync("INVITE ");
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Fact]
    public void Invite_asks_for_a_timer_that_we_refresh()
    {
        _invite.Text("Session-Expires").ShouldBe("1800;refresher=uac");
        _invite.Text("Min-SE").ShouldBe("90");
        _invite.Elements(SipHeader.Supported).ShouldBe(["100rel", "timer", "replaces"]);
    }

    [Fact]
    public async Task Interval_that_is_too_small_for_the_carrier_is_lengthened()
    {
        _peer.Respond(_invite, 422, headers: "Min-SE: 3600");
        await _peer.ExpectAsync("ACK ");

        var again = await _peer.ExpectAsync("INVITE ");

        again.CSeq.ShouldBe(_invite.CSeq + 1);
        again.Text("Session-Expires").ShouldBe("3600;refresher=uac");
        again.Text("Min-SE").ShouldBe("3600");
        _peer.Respond(again, 422, headers: "Min-SE: 3600");
        await _peer.ExpectAsync("ACK ");
        (await _leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Failed, SipStatus: 422));
    }

    [Fact]
    public async Task Peer_that_does_not_know_an_extension_is_asked_without_it()
    {
        _peer.Respond(_invite, 420, headers: "Unsupported: timer");
        await _peer.ExpectAsync("ACK ");

        var again = await _peer.ExpectAsync("INVITE ");

        again.Elements(SipHeader.Supported).ShouldBe(["100rel", "replaces"]);
        again.Has(SipHeader.SessionExpires).ShouldBeFalse();
        _peer.Respond(again, 486);
        await _peer.ExpectAsync("ACK ");
    }

    [Fact]
    public async Task We_refresh_halfway_by_update_where_the_peer_takes_one()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: INVITE, UPDATE, BYE");

        for (var round = 0; round < 2; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(300));
            var update = await _peer.ExpectAsync("UPDATE ");
            update.Text("Session-Expires").ShouldBe("600;refresher=uac");
            update.Body.IsEmpty.ShouldBeTrue();
            _peer.Respond(update, 200, headers: "Session-Expires: 600;refresher=uac");
            await BarrierAsync();
        }

        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Else_by_a_reinvite_that_changes_nothing()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: INVITE, BYE");

        _time.Advance(TimeSpan.FromSeconds(300));
        var again = await _peer.ExpectAsync("INVITE ");

        Bytes.Text(again.ToTag).ShouldBe("far");
        Bytes.Text(again.Body).ShouldBe(Bytes.Text(_invite.Body));
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 600;refresher=uac");
        (await _peer.ExpectAsync("ACK ")).CSeq.ShouldBe(again.CSeq);
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 600;refresher=uac");
        (await _peer.ExpectAsync("ACK ")).CSeq.ShouldBe(again.CSeq);
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Reinvites_that_collide_are_refused_and_ours_comes_again_later()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac");
        _time.Advance(TimeSpan.FromSeconds(300));
        var ours = await _peer.ExpectAsync("INVITE ");
        _peer.Request("INVITE", 1, WirePeer.DialogOf(_invite), WirePeer.Sdp, branch: "z9hG4bKtheirs");
        (await _peer.ExpectAsync("SIP/2.0 491 ")).CSeq.ShouldBe(1u);
        _peer.Request("ACK", 1, WirePeer.DialogOf(_invite), branch: "z9hG4bKtheirs");

        _peer.Respond(ours, 491);
        await _peer.ExpectAsync("ACK ");
        await BarrierAsync();
        _time.Advance(TimeSpan.FromMilliseconds(2090));
        await BarrierAsync();
        for (var waited = 0; waited < 1910 && !_peer.IsWaiting; waited += 10) _time.Advance(10);

        var again = await _peer.ExpectAsync("INVITE ");
        again.CSeq.ShouldBe(ours.CSeq + 1);
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 600;refresher=uac");
        (await _peer.ExpectPastAsync("INVITE", "ACK")).CSeq.ShouldBe(again.CSeq);
    }

    [Fact]
    public async Task What_is_sent_again_after_a_collision_says_what_holds_by_then()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac");
        _time.Advance(TimeSpan.FromSeconds(300));
        var ours = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(ours, 491);
        await _peer.ExpectAsync("ACK ");
        await BarrierAsync();
        _peer.Request("INVITE", 2, WirePeer.DialogOf(_invite), WirePeer.Sdp + "a=sendonly\n");
        var held = await _peer.ExpectAsync("SIP/2.0 200 OK");
        _peer.Request("ACK", 2, WirePeer.DialogOf(_invite));
        await BarrierAsync();

        for (var waited = 0; waited < 4010 && !_peer.IsWaiting; waited += 10) _time.Advance(10);
        var again = await _peer.ExpectAsync("INVITE ");

        Bytes.Text(again.Body).ShouldNotBe(Bytes.Text(ours.Body));
        Origin(again).ShouldBeGreaterThanOrEqualTo(Origin(held), "versions never go back");
        _peer.Respond(again, 200, sdp: WirePeer.Sdp + "a=sendonly\n", headers: "Session-Expires: 600;refresher=uac");
        await _peer.ExpectPastAsync("INVITE", "ACK");

        static long Origin(SipMessage message) => long.Parse(Bytes.Text(message.Body).Split("o=")[1].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Answer_to_a_refresh_that_comes_after_the_end_starts_nothing()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: UPDATE");
        _time.Advance(TimeSpan.FromSeconds(300));
        var update = await _peer.ExpectAsync("UPDATE ");
        var hangUp = _leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);

        _peer.Respond(update, 200, headers: "Session-Expires: 600;refresher=uac");
        await BarrierAsync();
        for (var minute = 0; minute < 11; minute++) _time.Advance(TimeSpan.FromMinutes(1));
        await BarrierAsync();

        _peer.IsWaiting.ShouldBeFalse();
    }

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public async Task Peer_that_knows_nothing_of_the_call_any_more_ends_it(int status)
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: UPDATE");
        _time.Advance(TimeSpan.FromSeconds(300));

        _peer.Respond(await _peer.ExpectAsync("UPDATE "), status);

        var bye = await _peer.ExpectAsync("BYE ");
        bye.Text("Reason").ShouldBe("SIP;cause=408;text=\"Session expired\"");
        _peer.Respond(bye, 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(488)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task Peer_that_refuses_the_update_is_sent_a_reinvite_at_once_and_from_then_on(int status)
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: UPDATE");
        _time.Advance(TimeSpan.FromSeconds(300));
        _peer.Respond(await _peer.ExpectAsync("UPDATE "), status);
        await TakeReinviteAsync();

        _time.Advance(TimeSpan.FromSeconds(300));
        await TakeReinviteAsync();

        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Update_that_collides_says_nothing_of_the_next_one()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: UPDATE");
        _time.Advance(TimeSpan.FromSeconds(300));
        _peer.Respond(await _peer.ExpectAsync("UPDATE "), 491);
        await BarrierAsync();

        _time.Advance(TimeSpan.FromSeconds(134));

        await _peer.ExpectAsync("UPDATE ");
    }

    [Fact]
    public async Task Contact_in_the_answer_to_an_update_is_where_the_peer_is_from_then_on()
    {
        await AnswerAsync("Session-Expires: 600;refresher=uac", "Allow: UPDATE");
        using var moved = new WirePeer();
        _time.Advance(TimeSpan.FromSeconds(300));
        var update = await _peer.ExpectAsync("UPDATE ");
        _peer.Respond(update, 200, headers: ["Session-Expires: 600;refresher=uac", $"Contact: <sip:far@127.0.0.1:{moved.Port}>"]);
        await BarrierAsync();

        var hangUp = _leg.HangUpAsync().AsTask();

        moved.Respond(await moved.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Refresh_that_fails_for_now_is_tried_again_until_the_session_expires()
    {
        await AnswerAsync("Session-Expires: 120;refresher=uac");
        _time.Advance(TimeSpan.FromSeconds(60));
        _peer.Respond(await _peer.ExpectAsync("INVITE "), 503);
        await _peer.ExpectAsync("ACK ");
        await BarrierAsync();

        _time.Advance(TimeSpan.FromSeconds(14));
        _peer.Respond(await _peer.ExpectAsync("INVITE "), 503);
        await _peer.ExpectAsync("ACK ");
        await BarrierAsync();
        _time.Advance(TimeSpan.FromSeconds(14));

        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Peer_that_promised_to_refresh_and_does_not_is_hung_up_on()
    {
        await AnswerAsync("Session-Expires: 90;refresher=uas");
        _time.Advance(TimeSpan.FromSeconds(59));
        _peer.Request("UPDATE", 1, WirePeer.DialogOf(_invite), headers: ["Supported: timer", "Session-Expires: 90;refresher=uac"]);
        var refreshed = await _peer.ExpectAsync("SIP/2.0 200 OK");
        refreshed.Text("Session-Expires").ShouldBe("90;refresher=uac");
        refreshed.Text("Require").ShouldBe("timer");

        _time.Advance(TimeSpan.FromSeconds(59));
        await BarrierAsync();
        _leg.Ended.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Without_a_timer_in_the_answer_none_runs()
    {
        await AnswerAsync();

        _time.Advance(TimeSpan.FromHours(2));
        await BarrierAsync();

        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Interval_that_is_too_small_for_us_is_refused()
    {
        await AnswerAsync();

        _peer.Request("UPDATE", 1, WirePeer.DialogOf(_invite), headers: ["Supported: timer", "Session-Expires: 30"]);

        (await _peer.ExpectAsync("SIP/2.0 422 ")).Text("Min-SE").ShouldBe("90");
    }

    private async Task AnswerAsync(params string[] headers)
    {
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp, headers: headers);
        await _peer.ExpectAsync("ACK ");
        (await _leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    private async Task TakeReinviteAsync()
    {
        var again = await _peer.ExpectAsync("INVITE ");
        again.Text("Session-Expires").ShouldBe("600;refresher=uac");
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: "Session-Expires: 600;refresher=uac");
        (await _peer.ExpectAsync("ACK ")).CSeq.ShouldBe(again.CSeq);
        await BarrierAsync();
    }

    /// <summary>Waits until the agent has handled what was sent before.</summary>
    private async Task BarrierAsync()
    {
        _peer.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        await _peer.ExpectAsync("SIP/2.0 200 OK");
    }
}
