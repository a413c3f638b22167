using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Blind transfers against a far end that the test plays by hand, on a fake clock.</summary>
public sealed class TransferTests : IAsyncLifetime
{
    private const string Number = "+911204567890";

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
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Fact]
    public async Task Refer_names_the_number_at_the_peer_and_success_comes_with_the_last_report()
    {
        var transfer = _leg.TransferAsync(Number);
        var refer = await _peer.ExpectAsync($"REFER sip:far@127.0.0.1:{_peer.Port} SIP/2.0\r\n");
        refer.Text("Refer-To").ShouldBe($"<sip:{Number}@127.0.0.1:{_peer.Port}>");
        refer.Text("Referred-By").ShouldBe("<sip:+911600110011@127.0.0.1>");
        refer.Text("Contact").ShouldBe(_invite.Text("Contact"));
        _peer.Respond(refer, 202);

        await NotifyAsync(1, "SIP/2.0 100 Trying");
        transfer.IsCompleted.ShouldBeFalse();
        await NotifyAsync(2, "SIP/2.0 200 OK", "terminated;reason=noresource");

        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Report_may_name_its_event_in_short()
    {
        var transfer = _leg.TransferAsync(Number);
        var refer = await _peer.ExpectAsync("REFER ");
        _peer.Respond(refer, 202);

        _peer.Request("NOTIFY", 1, WirePeer.DialogOf(_invite), "SIP/2.0 200 OK", headers: [$"o: refer;id={refer.CSeq}", "Subscription-State: terminated;reason=noresource"]);

        await _peer.ExpectAsync("SIP/2.0 200 OK");
        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
    }

    [Fact]
    public async Task Number_that_is_busy_leaves_the_person_with_us()
    {
        var transfer = _leg.TransferAsync(Number);
        _peer.Respond(await _peer.ExpectAsync("REFER "), 202);

        await NotifyAsync(1, "SIP/2.0 486 Busy Here", "terminated;reason=noresource");

        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(false, 486));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Carrier_that_refuses_is_told_at_once()
    {
        var transfer = _leg.TransferAsync(Number);

        _peer.Respond(await _peer.ExpectAsync("REFER "), 405);

        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(false, 405) { IsRefused = true });
    }

    [Fact]
    public async Task Carrier_that_takes_the_call_over_and_hangs_up_without_a_report_has_succeeded()
    {
        var transfer = _leg.TransferAsync(Number);
        _peer.Respond(await _peer.ExpectAsync("REFER "), 202);
        await NotifyAsync(1, "SIP/2.0 100 Trying");

        _peer.Request("BYE", 2, WirePeer.DialogOf(_invite));
        await _peer.ExpectAsync("SIP/2.0 200 OK");

        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(true));
    }

    [Fact]
    public async Task Person_who_hangs_up_before_the_carrier_took_the_call_was_not_handed_over()
    {
        var transfer = _leg.TransferAsync(Number);
        await _peer.ExpectAsync("REFER ");

        _peer.Request("BYE", 1, WirePeer.DialogOf(_invite));
        await _peer.ExpectAsync("SIP/2.0 200 OK");

        (await transfer.WaitAsync(Patience)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Number_that_rings_for_a_minute_is_given_up()
    {
        var transfer = _leg.TransferAsync(Number);
        _peer.Respond(await _peer.ExpectAsync("REFER "), 202);
        await NotifyAsync(1, "SIP/2.0 180 Ringing");

        _time.Advance(TimeSpan.FromSeconds(60));

        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(false));
    }

    [Fact]
    public async Task What_is_reported_of_an_earlier_transfer_decides_nothing_of_this_one()
    {
        var first = _leg.TransferAsync(Number);
        var refer = await _peer.ExpectAsync("REFER ");
        _peer.Respond(refer, 202);
        await NotifyAsync(1, "SIP/2.0 180 Ringing");
        _time.Advance(TimeSpan.FromSeconds(60));
        (await first.WaitAsync(Patience)).Succeeded.ShouldBeFalse();

        var second = _leg.TransferAsync("+911204567891");
        var again = await _peer.ExpectAsync("REFER ");
        _peer.Respond(again, 202);
        await NotifyAsync(2, "SIP/2.0 487 Request Terminated", "terminated;reason=noresource", $"refer;id={refer.CSeq}");
        second.IsCompleted.ShouldBeFalse();

        await NotifyAsync(3, "SIP/2.0 200 OK", "terminated;reason=noresource", $"refer;id={again.CSeq}");
        (await second.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
    }

    [Fact]
    public async Task Second_transfer_beside_a_running_one_is_not_possible()
    {
        var transfer = _leg.TransferAsync(Number);

        (await _leg.TransferAsync(Number)).ShouldBe(LegTransfer.NotPossible);

        _peer.Respond(await _peer.ExpectAsync("REFER "), 603);
        await transfer.WaitAsync(Patience);
    }

    [Fact]
    public async Task Leg_that_is_over_cannot_be_handed_over()
    {
        var hangUp = _leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);

        (await _leg.TransferAsync(Number)).ShouldBe(LegTransfer.NotPossible);
    }

    [Fact]
    public async Task Report_of_anything_else_is_refused()
    {
        _peer.Request("NOTIFY", 1, WirePeer.DialogOf(_invite), headers: "Event: presence");
        await _peer.ExpectAsync("SIP/2.0 489 Bad Event");

        _peer.Request("NOTIFY", 2, WirePeer.DialogOf(_invite), headers: "Event: refer");
        await _peer.ExpectAsync("SIP/2.0 481 ");
    }

    private async Task NotifyAsync(uint cseq, string sipfrag, string state = "active;expires=60", string about = "refer")
    {
        _peer.Request("NOTIFY", cseq, WirePeer.DialogOf(_invite), sipfrag, headers: [$"Event: {about}", $"Subscription-State: {state}"]);
        await _peer.ExpectAsync("SIP/2.0 200 OK");
    }
}
