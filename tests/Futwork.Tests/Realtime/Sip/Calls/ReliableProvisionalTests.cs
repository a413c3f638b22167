using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Reliable provisional responses (RFC 3262) and UPDATE before the answer (RFC 3311), both ways, on a fake clock.</summary>
public sealed class ReliableProvisionalTests : IAsyncLifetime
{
    private const string Caller = "From: <sip:+919999789877@caller>;tag=far\nTo: <sip:us@127.0.0.1>\nCall-ID: c1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly Channel<IncomingCall> _calls = Channel.CreateUnbounded<IncomingCall>();
    private readonly TaskCompletionSource _handled = new();
    private SipPhone _phone = null!;
    private WirePeer _peer = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(TakeAsync, _time);
        _peer = new WirePeer(_phone.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _handled.TrySetResult();
        await _phone.CloseAsync(_time);
        _peer.Dispose();
    }

    [Fact]
    public async Task Ringing_that_wants_it_is_acknowledged_and_later_requests_count_on()
    {
        var (leg, invite) = await DialAsync();
        Ringing(invite, 4711);

        var prack = await _peer.ExpectAsync($"PRACK sip:far@127.0.0.1:{_peer.Port} SIP/2.0\r\n");
        prack.Text("RAck").ShouldBe($"4711 {invite.CSeq} INVITE");
        prack.CSeq.ShouldBe(invite.CSeq + 1);
        Bytes.Text(prack.ToTag).ShouldBe("far");
        _peer.Respond(prack, 200);
        _peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);

        var hangUp = leg.HangUpAsync().AsTask();
        var bye = await _peer.ExpectAsync("BYE ");
        bye.CSeq.ShouldBe(invite.CSeq + 2);
        _peer.Respond(bye, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Repetition_and_one_out_of_order_are_ignored()
    {
        var (_, invite) = await DialAsync();
        Ringing(invite, 7);
        _peer.Respond(await _peer.ExpectAsync("PRACK "), 200);

        Ringing(invite, 7);
        Ringing(invite, 9);
        await BarrierAsync();

        Ringing(invite, 8);
        (await _peer.ExpectAsync("PRACK ")).Text("RAck").ShouldBe($"8 {invite.CSeq} INVITE");
    }

    [Fact]
    public async Task Each_fork_counts_for_itself()
    {
        var (_, invite) = await DialAsync();

        Ringing(invite, 1, "one");
        Bytes.Text((await _peer.ExpectAsync("PRACK ")).ToTag).ShouldBe("one");
        Ringing(invite, 100, "two");
        Bytes.Text((await _peer.ExpectAsync("PRACK ")).ToTag).ShouldBe("two");
    }

    [Fact]
    public async Task Answer_without_sdp_takes_that_of_its_own_fork()
    {
        var (leg, invite) = await DialAsync();
        var unusable = WirePeer.Sdp.Replace("RTP/AVP 0 101", "RTP/AVP 18", StringComparison.Ordinal);
        Ringing(invite, 1, "one", WirePeer.Sdp);
        await _peer.ExpectAsync("PRACK ");
        Ringing(invite, 1, "two", unusable);
        await _peer.ExpectAsync("PRACK ");

        _peer.Respond(invite, 200, "one");
        await _peer.ExpectAsync("ACK ");

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Update_before_the_answer_moves_the_sound()
    {
        var (leg, invite) = await DialAsync();
        Ringing(invite, 1, sdp: WirePeer.Sdp);
        _peer.Respond(await _peer.ExpectAsync("PRACK "), 200);

        _peer.Request("UPDATE", 1, WirePeer.DialogOf(invite), WirePeer.Sdp.Replace("RTP/AVP 0", "RTP/AVP 8", StringComparison.Ordinal));
        var updated = await _peer.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(updated.Body).ShouldContain("RTP/AVP 8 101");
        _peer.Respond(invite, 200);
        await _peer.ExpectAsync("ACK ");

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Update_that_crosses_our_unsettled_offer_has_to_wait()
    {
        var (_, invite) = await DialAsync();
        _peer.Respond(invite, 183, sdp: WirePeer.Sdp);
        await BarrierAsync();

        _peer.Request("UPDATE", 1, WirePeer.DialogOf(invite), WirePeer.Sdp);

        await _peer.ExpectAsync("SIP/2.0 491 ");
    }

    [Fact]
    public async Task Caller_that_insists_gets_ringing_until_it_acknowledges_it()
    {
        var call = await RingAsync();
        call.Ring();
        var ringing = await _peer.ExpectAsync("SIP/2.0 180 Ringing");
        ringing.Text("Require").ShouldBe("100rel");
        var number = ringing.Text("RSeq");
        _time.Advance(500);
        (await _peer.ExpectAsync("SIP/2.0 180 Ringing")).Text("RSeq").ShouldBe(number);

        Prack(ringing, "1 1 INVITE");
        await _peer.ExpectAsync("SIP/2.0 481 ");
        Prack(ringing, $"{number} 1 INVITE");
        await _peer.ExpectAsync("SIP/2.0 200 OK");
        _time.Advance(TimeSpan.FromSeconds(40));
        call.Reject(486);

        await _peer.ExpectAsync("SIP/2.0 486 ");
    }

    [Fact]
    public async Task Caller_that_never_acknowledges_the_ringing_is_refused()
    {
        var call = await RingAsync();
        var gaveUp = new TaskCompletionSource();
        await using var registration = call.Canceled.Register(gaveUp.SetResult);
        call.Ring();
        await _peer.ExpectAsync("SIP/2.0 180 Ringing");

        for (var repeats = 0; repeats < 6; repeats++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500 << repeats));
            await _peer.ExpectAsync("SIP/2.0 180 Ringing");
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await _peer.ExpectAsync("SIP/2.0 504 ");
        await gaveUp.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Answer_may_overtake_the_acknowledgement()
    {
        var call = await RingAsync();
        call.Ring();
        var ringing = await _peer.ExpectAsync("SIP/2.0 180 Ringing");

        var leg = await call.AnswerAsync();
        await _peer.ExpectAsync("SIP/2.0 200 OK");
        Prack(ringing, $"{ringing.Text("RSeq")} 1 INVITE");

        (await _peer.ExpectAsync("SIP/2.0 200 OK")).Method.ShouldBe(SipMethod.Prack);
        leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Caller_that_updates_before_our_answer_is_told_that_we_go_on()
    {
        var call = await RingAsync();
        call.Ring();
        var ringing = await _peer.ExpectAsync("SIP/2.0 180 Ringing");

        _peer.Request("UPDATE", 2, DialogWith(ringing));

        var updated = await _peer.ExpectAsync("SIP/2.0 200 OK");
        updated.Method.ShouldBe(SipMethod.Update);
        updated.Body.IsEmpty.ShouldBeTrue();
        updated.Text("Contact").ShouldBe(ringing.Text("Contact"));
        call.Reject(486);
        await _peer.ExpectAsync("SIP/2.0 486 ");
    }

    [Fact]
    public async Task Further_offer_of_a_caller_that_still_waits_for_our_answer_has_to_wait_too()
    {
        var call = await RingAsync();
        call.Ring();
        var ringing = await _peer.ExpectAsync("SIP/2.0 180 Ringing");

        _peer.Request("UPDATE", 2, DialogWith(ringing), WirePeer.Sdp);

        var refused = await _peer.ExpectAsync("SIP/2.0 500 ");
        int.Parse(refused.Text("Retry-After").ShouldNotBeNull()).ShouldBeInRange(0, 10);
        call.Reject(486);
        await _peer.ExpectAsync("SIP/2.0 486 ");
    }

    private void Ringing(SipMessage invite, int number, string toTag = "far", string? sdp = null) =>
        _peer.Respond(invite, sdp is null ? 180 : 183, toTag, sdp, "Require: 100rel", $"RSeq: {number}");

    private void Prack(SipMessage ringing, string rack) =>
        _peer.Request("PRACK", 2, DialogWith(ringing), headers: $"RAck: {rack}");

    private static string DialogWith(SipMessage ringing) =>
        Caller.Replace("To: <sip:us@127.0.0.1>", $"To: {Bytes.Text(ringing.Value(SipHeader.To))}", StringComparison.Ordinal);

    private async Task<(ICallLeg Leg, SipMessage Invite)> DialAsync()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port));
        return (leg, await _peer.ExpectAsync("INVITE "));
    }

    private async Task<IncomingCall> RingAsync()
    {
        _peer.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: ["Require: 100rel", "Supported: 100rel"]);
        await _peer.ExpectAsync("SIP/2.0 100 Trying");
        return await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }

    private async Task TakeAsync(IncomingCall call)
    {
        _calls.Writer.TryWrite(call);
        await _handled.Task;
    }

    private async Task BarrierAsync()
    {
        _peer.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        await _peer.ExpectAsync("SIP/2.0 200 OK");
    }
}
