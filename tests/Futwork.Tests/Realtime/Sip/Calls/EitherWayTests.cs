using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls to a peer whose Contact may lead to nobody, or to somebody else, on a fake clock.</summary>
public sealed class EitherWayTests : IAsyncLifetime
{
    private const string Interval = "Session-Expires: 600;refresher=uac";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Halfway = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(2);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private readonly WirePeer _contact = new();
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;

    private string Contact => $"Contact: <sip:far@127.0.0.1:{_contact.Port}>";

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
        _contact.Dispose();
    }

    [Fact]
    public async Task Update_that_nobody_hears_at_the_contact_goes_the_way_of_the_call_and_what_follows_goes_there_at_once()
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        var update = await _contact.ExpectAsync("UPDATE ");
        _peer.IsWaiting.ShouldBeFalse();

        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("UPDATE ");
        again.CSeq.ShouldBe(update.CSeq + 1);
        Bytes.Text(again.RequestUri).ShouldBe(Bytes.Text(update.RequestUri));
        _peer.Respond(again, 200, headers: [Interval, Contact]);
        await _phone.HandledAsync();

        _time.Advance(Halfway);
        var next = await _peer.ExpectAsync("UPDATE ");
        next.CSeq.ShouldBe(again.CSeq + 1);
        _peer.Respond(next, 200, headers: [Interval, Contact]);
        await _phone.HandledAsync();
        _leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(_peer);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(481)]
    public async Task Update_to_a_host_that_knows_of_no_such_call_goes_the_way_of_the_call(int status)
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        var update = await _contact.ExpectAsync("UPDATE ");

        _contact.Respond(update, status);

        var again = await _peer.ExpectAsync("UPDATE ");
        again.CSeq.ShouldBe(update.CSeq + 1);
        _peer.Respond(again, 200, headers: [Interval, Contact]);
        await _phone.HandledAsync();
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Update_that_is_heard_at_the_contact_is_said_once()
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        _contact.Respond(await _contact.ExpectAsync("UPDATE "), 200, headers: [Interval, Contact]);
        await _phone.HandledAsync();

        _time.Advance(TimeSpan.FromSeconds(40));

        await _phone.HandledAsync();
        (_peer.IsWaiting, _contact.IsWaiting).ShouldBe((false, false));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(491)]
    [InlineData(500)]
    public async Task Update_that_is_only_slowly_taken_at_the_contact_counts_although_its_repetition_is_refused(int status)
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        var update = await _contact.ExpectAsync("UPDATE ");
        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("UPDATE ");
        _peer.Respond(again, status);

        _contact.Respond(update, 200, headers: [Interval, Contact]);
        await _phone.HandledAsync();

        _time.Advance(Halfway);
        for (var repeated = 0; repeated < 2; repeated++) (await _contact.ExpectAsync("UPDATE ")).CSeq.ShouldBe(update.CSeq);
        (await _contact.ExpectAsync("UPDATE ")).CSeq.ShouldBe(again.CSeq + 1);
        (_peer.IsWaiting, _leg.Ended.IsCompleted).ShouldBe((false, false));
    }

    [Fact]
    public async Task Update_that_nobody_hears_by_either_way_ends_the_call_when_there_is_no_hope_for_both()
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        _time.Advance(TimeSpan.FromSeconds(33));
        _leg.Ended.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));

        _contact.Respond(await _contact.ExpectPastAsync("UPDATE", "BYE"), 200);
        (await _leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
    }

    [Fact]
    public async Task Update_is_not_said_by_the_way_of_the_call_when_that_is_over()
    {
        await AnswerAsync("Allow: UPDATE");
        _time.Advance(Halfway);
        await _contact.ExpectAsync("UPDATE ");
        await HangUpAsync(_contact);

        _time.Advance(TimeSpan.FromSeconds(40));

        await _phone.HandledAsync();
        _peer.IsWaiting.ShouldBeFalse();
    }

    [Fact]
    public async Task Reinvite_that_nobody_hears_at_the_contact_goes_the_way_of_the_call_and_is_acknowledged_there()
    {
        await AnswerAsync();
        _time.Advance(Halfway);
        var invite = await _contact.ExpectAsync("INVITE ");

        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("INVITE ");
        again.CSeq.ShouldBe(invite.CSeq + 1);
        Bytes.Text(again.Body).ShouldBe(Bytes.Text(invite.Body));
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: [Interval, Contact]);
        (await _peer.ExpectAsync("ACK ")).CSeq.ShouldBe(again.CSeq);

        for (var repeated = 0; repeated < 2; repeated++) (await _contact.ExpectAsync("INVITE ")).CSeq.ShouldBe(invite.CSeq);
        _time.Advance(TimeSpan.FromSeconds(40));
        await _phone.HandledAsync();
        (_peer.IsWaiting, _contact.IsWaiting).ShouldBe((false, false));
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Reinvite_that_is_answered_by_both_ways_is_acknowledged_twice_and_changes_nothing_more()
    {
        await AnswerAsync();
        _time.Advance(Halfway);
        var invite = await _contact.ExpectAsync("INVITE ");
        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(again, 200, sdp: WirePeer.Sdp, headers: [Interval, Contact]);
        await _peer.ExpectAsync("ACK ");

        _contact.Respond(invite, 200, sdp: WirePeer.Sdp, headers: [Interval, Contact]);

        (await _peer.ExpectAsync("ACK ")).CSeq.ShouldBe(invite.CSeq);
        _time.Advance(TimeSpan.FromSeconds(40));
        await _phone.HandledAsync();
        _peer.IsWaiting.ShouldBeFalse();
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Reinvite_that_is_only_slowly_taken_at_the_contact_counts_although_its_repetition_is_refused()
    {
        await AnswerAsync();
        _time.Advance(Halfway);
        var invite = await _contact.ExpectAsync("INVITE ");
        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(again, 500, headers: "Retry-After: 5");
        await _peer.ExpectAsync("ACK ");

        _contact.Respond(invite, 200, sdp: WirePeer.Sdp, headers: [Interval, Contact]);

        (await _contact.ExpectPastAsync("INVITE", "ACK")).CSeq.ShouldBe(invite.CSeq);
        await _phone.HandledAsync();
        _time.Advance(Halfway);
        (await _contact.ExpectAsync("INVITE ")).CSeq.ShouldBe(again.CSeq + 1);
        (_peer.IsWaiting, _leg.Ended.IsCompleted).ShouldBe((false, false));
    }

    /// <param name="isHeard">The way of the call leads to somebody who says no more than a 1xx.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reinvite_that_is_answered_at_the_contact_after_all_is_neither_repeated_nor_waited_for_by_the_way_of_the_call(bool isHeard)
    {
        await AnswerAsync();
        _time.Advance(Halfway);
        var invite = await _contact.ExpectAsync("INVITE ");
        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("INVITE ");
        if (isHeard) _peer.Respond(again, 100);
        _contact.Respond(invite, 200, sdp: WirePeer.Sdp, headers: [Interval, Contact]);
        await _contact.ExpectPastAsync("INVITE", "ACK");
        await _phone.HandledAsync();

        _time.Advance(TimeSpan.FromSeconds(40));

        _phone.Agent.Stack.Transactions.Count.ShouldBe(0);
        (_peer.IsWaiting, _leg.Ended.IsCompleted).ShouldBe((false, false));
    }

    [Fact]
    public async Task Reinvite_is_neither_repeated_nor_said_by_the_way_of_the_call_when_that_is_over()
    {
        await AnswerAsync();
        _time.Advance(Halfway);
        await _contact.ExpectAsync("INVITE ");
        await HangUpAsync(_contact);

        _time.Advance(TimeSpan.FromSeconds(40));

        await _phone.HandledAsync();
        (_peer.IsWaiting, _contact.IsWaiting).ShouldBe((false, false));
    }

    [Fact]
    public async Task Prack_that_nobody_hears_at_the_contact_goes_the_way_of_the_call_as_does_what_follows_the_answer()
    {
        _peer.Respond(_invite, 183, headers: ["Require: 100rel", "RSeq: 7", Contact]);
        var prack = await _contact.ExpectAsync("PRACK ");

        _time.Advance(Unheard);
        var again = await _peer.ExpectAsync("PRACK ");
        (again.CSeq, again.Text("RAck")).ShouldBe((prack.CSeq + 1, prack.Text("RAck")));
        _peer.Respond(again, 200, headers: Contact);
        await _phone.HandledAsync();

        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp, headers: Contact);
        await _peer.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);
        (await HangUpAsync(_peer)).CSeq.ShouldBe(again.CSeq + 1);
    }

    [Fact]
    public async Task Prack_is_not_said_by_the_way_of_the_call_once_the_answer_is_here()
    {
        _peer.Respond(_invite, 183, headers: ["Require: 100rel", "RSeq: 7", Contact]);
        var prack = await _contact.ExpectAsync("PRACK ");
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp, headers: Contact);
        await _contact.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);

        _time.Advance(Unheard);

        await _phone.HandledAsync();
        _peer.IsWaiting.ShouldBeFalse();
        (await HangUpAsync(_contact)).CSeq.ShouldBe(prack.CSeq + 1);
    }

    [Fact]
    public async Task Refer_which_may_not_be_heard_twice_goes_the_way_of_the_call_when_there_is_no_hope_for_the_contact()
    {
        await AnswerAsync();
        var transfer = _leg.TransferAsync("+911204567890");
        var refer = await _contact.ExpectAsync("REFER ");
        _time.Advance(TimeSpan.FromSeconds(31));
        _peer.IsWaiting.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));

        var again = await _peer.ExpectAsync("REFER ");
        again.CSeq.ShouldBe(refer.CSeq + 1);
        _peer.Respond(again, 202, headers: Contact);
        _peer.Request("NOTIFY", 1, WirePeer.DialogOf(_invite), "SIP/2.0 200 OK", headers: [$"Event: refer;id={again.CSeq}", "Subscription-State: terminated;reason=noresource"]);
        (await transfer.WaitAsync(Patience)).ShouldBe(new LegTransfer(true, 200));
    }

    /// <summary>The peer answers with a Contact elsewhere.</summary>
    private async Task AnswerAsync(params string[] headers)
    {
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp, headers: [Contact, Interval, .. headers]);
        await _contact.ExpectAsync("ACK ");
        await _leg.Answer.WaitAsync(Patience);
    }

    private async Task<SipMessage> HangUpAsync(WirePeer there)
    {
        var hangUp = _leg.HangUpAsync().AsTask();
        var bye = await there.ExpectPastAsync("PRACK", "BYE");
        there.Respond(bye, 200);
        await hangUp.WaitAsync(Patience);
        return bye;
    }
}
