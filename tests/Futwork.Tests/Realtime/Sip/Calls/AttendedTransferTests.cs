using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Two calls of ours whose far ends we join by a REFER with Replaces (RFC 5589 section 7.1), on a fake clock.</summary>
public sealed class AttendedTransferTests : IAsyncLifetime
{
    private const string Number = "+911204567890";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _person = new();
    private readonly WirePeer _colleague = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        (_leg, _invite) = await TalkAsync(_person, "person");
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _person.Dispose();
        _colleague.Dispose();
    }

    [Fact]
    public async Task Refer_names_the_colleague_s_phone_and_our_call_with_it_and_success_comes_with_the_last_report()
    {
        var (other, consultation) = await TalkAsync(_colleague, "colleague");

        var joining = _leg.TransferAsync(other);

        var refer = await _person.ExpectAsync($"REFER sip:person@127.0.0.1:{_person.Port} SIP/2.0\r\n");
        Bytes.Text(refer.CallId).ShouldBe(Bytes.Text(_invite.CallId));
        (Bytes.Text(refer.FromTag), Bytes.Text(refer.ToTag)).ShouldBe((Bytes.Text(_invite.FromTag), "person"));
        var replaces = $"{Bytes.Text(consultation.CallId)}%3Bto-tag%3Dcolleague%3Bfrom-tag%3D{Bytes.Text(consultation.FromTag)}";
        refer.Text("Refer-To").ShouldBe($"<sip:colleague@127.0.0.1:{_colleague.Port}?Replaces={replaces}>");
        _person.Respond(refer, 202);

        await NotifyAsync(1, "SIP/2.0 100 Trying");
        joining.IsCompleted.ShouldBeFalse();
        await NotifyAsync(2, "SIP/2.0 200 OK", "terminated;reason=noresource");
        (await joining.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
        (_leg.Ended.IsCompleted, other.Ended.IsCompleted).ShouldBe((false, false));
    }

    [Fact]
    public async Task Call_that_came_in_is_named_as_its_caller_knows_it()
    {
        var answering = new AnsweringCall();
        _phone.Agent.OnIncoming = answering.TakeAsync;
        using var caller = new WirePeer(_phone.Port);
        caller.Request("INVITE", 1, "From: <sip:desk@127.0.0.1>;tag=desk\nTo: <sip:us@127.0.0.1>\nCall-ID: incoming", WirePeer.Sdp);
        await caller.ExpectAsync("SIP/2.0 100 ");
        var answer = await caller.ExpectAsync("SIP/2.0 200 OK");
        caller.Request("ACK", 1, DialogWith(answer));

        var joining = _leg.TransferAsync(await answering.Leg.WaitAsync(Patience));

        var refer = await _person.ExpectAsync("REFER ");
        refer.Text("Refer-To").ShouldBe($"<sip:far@127.0.0.1:{caller.Port}?Replaces=incoming%3Bto-tag%3Ddesk%3Bfrom-tag%3D{Bytes.Text(answer.ToTag)}>");
        _person.Respond(refer, 603);
        (await joining.WaitAsync(Patience)).ShouldBe(new LegTransfer(false, 603) { IsRefused = true });
    }

    /// <summary>The colleague has a real phone, which hangs us up for whoever names our call with it.</summary>
    [Fact]
    public async Task Person_takes_our_place_at_the_colleague_s_phone_by_what_the_refer_names()
    {
        var answering = new AnsweringCall();
        await using var desk = await SipPhone.StartAsync(answering.TakeAsync);
        var other = _phone.Agent.Dial(SipPhone.To(desk.Port, Number));
        (await other.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        var atDesk = await answering.Leg.WaitAsync(Patience);
        var joining = _leg.TransferAsync(other);
        var refer = await _person.ExpectAsync("REFER ");
        _person.Respond(refer, 202);
        var named = refer.Text("Refer-To").ShouldNotBeNull().Trim('<', '>').Split("?Replaces=");
        using var newcomer = new WirePeer(desk.Port);

        newcomer.Request(
            "INVITE", 1, $"From: <sip:person@127.0.0.1>;tag=newcomer\nTo: <{named[0]}>\nCall-ID: joined", WirePeer.Sdp,
            headers: ["Require: replaces", $"Replaces: {Uri.UnescapeDataString(named[1])}"]);

        var taken = await newcomer.ExpectAsync("SIP/2.0 200 OK");
        newcomer.Request("ACK", 1, DialogWith(taken));
        (await other.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        atDesk.Ended.IsCompleted.ShouldBeFalse();
        await NotifyAsync(1, "SIP/2.0 200 OK", "terminated;reason=noresource");
        (await joining.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
        newcomer.Request("BYE", 2, DialogWith(taken));
        (await atDesk.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    public async Task Colleague_whom_the_person_does_not_reach_leaves_both_with_us()
    {
        var (other, _) = await TalkAsync(_colleague, "colleague");
        var joining = _leg.TransferAsync(other);
        _person.Respond(await _person.ExpectAsync("REFER "), 202);

        await NotifyAsync(1, "SIP/2.0 481 Call/Transaction Does Not Exist", "terminated;reason=noresource");

        (await joining.WaitAsync(Patience)).ShouldBe(new LegTransfer(false, 481));
        (_leg.Ended.IsCompleted, other.Ended.IsCompleted).ShouldBe((false, false));
    }

    [Fact]
    public async Task Colleague_who_has_hung_up_is_joined_with_nobody()
    {
        var (other, consultation) = await TalkAsync(_colleague, "colleague");
        _colleague.Request("BYE", 1, WirePeer.DialogOf(consultation, "colleague"));
        await _colleague.ExpectAsync("SIP/2.0 200 OK");
        await other.Ended.WaitAsync(Patience);

        (await _leg.TransferAsync(other)).ShouldBe(LegTransfer.NotPossible);

        _person.IsWaiting.ShouldBeFalse();
    }

    /// <summary>Calls a peer, which answers with its name as tag and as Contact.</summary>
    private async Task<(ICallLeg Leg, SipMessage Invite)> TalkAsync(WirePeer peer, string name)
    {
        var leg = _phone.Agent.Dial(SipPhone.To(peer.Port, Number));
        var invite = await peer.ExpectAsync("INVITE ");
        peer.Respond(invite, 200, name, WirePeer.Sdp, $"Contact: <sip:{name}@127.0.0.1:{peer.Port}>");
        await peer.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);
        return (leg, invite);
    }

    private async Task NotifyAsync(uint cseq, string sipfrag, string state = "active;expires=60")
    {
        _person.Request("NOTIFY", cseq, WirePeer.DialogOf(_invite, "person"), sipfrag, headers: ["Event: refer", $"Subscription-State: {state}"]);
        await _person.ExpectAsync("SIP/2.0 200 OK");
    }

    private static string DialogWith(SipMessage answer) => $"From: {answer.Text("From")}\nTo: {answer.Text("To")}\nCall-ID: {answer.Text("Call-ID")}";
}
