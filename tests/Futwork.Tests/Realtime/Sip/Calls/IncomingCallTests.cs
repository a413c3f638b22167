using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Calls to us from a far end that the test plays by hand, on a fake clock.</summary>
public sealed class IncomingCallTests : IAsyncLifetime
{
    private const string Dialog = "From: \"Asha\" <sip:+919999789877@caller>;tag=far\nTo: <sip:us@127.0.0.1>\nCall-ID: c1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly Channel<IncomingCall> _calls = Channel.CreateUnbounded<IncomingCall>();
    private readonly TaskCompletionSource _handled = new();
    private SipPhone _phone = null!;
    private WirePeer _peer = null!;
    private string _answeredDialog = "";

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
    public async Task Call_tells_who_calls_whom_and_shows_its_headers()
    {
        var call = await RingAsync("X-Persona: busy", "P-Called-Party-ID: \"Desk\" <sip:+918035735856@carrier.test>");

        (call.From, call.To, call.CallId).ShouldBe(("+919999789877", "us", "c1"));
        (call.Meant, call.CalledParty).ShouldBe(("us", "+918035735856"));
        call.Header("x-persona").ShouldBe("busy");
        call.Header("X-Other").ShouldBeNull();
        call.Reject(486);
        await _peer.ExpectAsync("SIP/2.0 486 Busy Here");
    }

    [Fact]
    public async Task Refusal_carries_reason_cause_and_wait()
    {
        var call = await RingAsync();

        call.Ring();
        var ringing = await _peer.ExpectAsync("SIP/2.0 180 Ringing");
        call.Reject(503, "Too much", q850: 34, retryAfter: TimeSpan.FromSeconds(9));
        var refusal = await _peer.ExpectAsync("SIP/2.0 503 Too much");

        refusal.Text("Reason").ShouldBe("Q.850;cause=34");
        refusal.Text("Retry-After").ShouldBe("9");
        Bytes.Text(refusal.ToTag).ShouldBe(Bytes.Text(ringing.ToTag));
    }

    [Fact]
    public async Task Answer_is_repeated_until_its_ack_and_the_call_lives()
    {
        var (leg, answer) = await AnswerAsync(acknowledge: false);
        _time.Advance(500);
        await _peer.ExpectAsync("SIP/2.0 200 OK");
        _time.Advance(1000);
        await _peer.ExpectAsync("SIP/2.0 200 OK");

        _peer.Request("ACK", 1, _answeredDialog);
        await BarrierAsync();
        _time.Advance(TimeSpan.FromSeconds(60));

        Bytes.Text(answer.Body).ShouldContain("m=audio ");
        (await leg.Answer).ShouldBe(new LegAnswer(LegResult.Answered, SipStatus: 200));
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Answer_that_is_never_acknowledged_ends_on_the_line()
    {
        var (leg, _) = await AnswerAsync(acknowledge: false);

        _time.Advance(TimeSpan.FromSeconds(32));
        _time.Advance(TimeSpan.FromSeconds(1));

        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Line);
        for (var repeats = 0; repeats < 10; repeats++) await _peer.ExpectAsync("SIP/2.0 200 OK");
        await _peer.ExpectAsync("BYE ");
    }

    [Fact]
    public async Task Hanging_up_before_the_ack_waits_with_the_bye_but_not_with_the_end()
    {
        var (leg, _) = await AnswerAsync(acknowledge: false);

        var hangUp = leg.HangUpAsync().AsTask();
        _time.Advance(400);
        hangUp.IsCompleted.ShouldBeFalse();
        _time.Advance(600);
        await hangUp.WaitAsync(Patience);
        await _peer.ExpectAsync("SIP/2.0 200 OK");

        _peer.Request("ACK", 1, _answeredDialog);
        _peer.Respond(await _peer.ExpectAsync("BYE sip:far@127.0.0.1"), 200);
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
    }

    [Fact]
    public async Task Goodbye_that_is_challenged_is_said_with_the_trunk_s_password()
    {
        var call = await RingAsync();
        call.Credentials = new SipCredentials("desk", "secret");
        var leg = await call.AnswerAsync();
        _answeredDialog = DialogWith(await _peer.ExpectAsync("SIP/2.0 200 OK"));
        _peer.Request("ACK", 1, _answeredDialog);
        await BarrierAsync();

        var hangUp = leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("BYE "), 407, headers: "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
        var again = await _peer.ExpectAsync("BYE ");

        again.Text("Proxy-Authorization").ShouldNotBeNull().ShouldContain("username=\"desk\"");
        _peer.Respond(again, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Caller_who_gives_up_cancels_the_call()
    {
        var call = await RingAsync();
        var gaveUp = new TaskCompletionSource();
        await using var registration = call.Canceled.Register(gaveUp.SetResult);

        _peer.Request("CANCEL", 1, Dialog, branch: "z9hG4bKinvite");

        await _peer.ExpectAsync("SIP/2.0 200 OK");
        await _peer.ExpectAsync("SIP/2.0 487 Request Terminated");
        await gaveUp.Task.WaitAsync(Patience);
        var leg = await call.AnswerAsync();
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        (await leg.Ended).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    public async Task Call_that_nobody_decides_about_is_refused()
    {
        await RingAsync();

        _handled.SetResult();

        await _peer.ExpectAsync("SIP/2.0 480 Temporarily Unavailable");
    }

    [Fact]
    public async Task Handler_that_fails_refuses_the_call()
    {
        await RingAsync();

        _handled.SetException(new InvalidOperationException("broken persona"));

        await _peer.ExpectAsync("SIP/2.0 500 Server Internal Error");
    }

    [Fact]
    public async Task Without_anybody_to_take_calls_they_are_forbidden()
    {
        _phone.Agent.OnIncoming = null;

        Invite();

        await _peer.ExpectAsync("SIP/2.0 100 Trying");
        await _peer.ExpectAsync("SIP/2.0 403 Forbidden");
    }

    [Fact]
    public async Task Hold_and_resume_are_answered_in_kind()
    {
        var (leg, _) = await AnswerAsync();

        _peer.Request("INVITE", 2, _answeredDialog, WirePeer.Sdp + "a=sendonly\n");
        var held = await _peer.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(held.Body).ShouldContain("a=recvonly");
        _peer.Request("ACK", 2, _answeredDialog);
        _peer.Request("INVITE", 3, _answeredDialog, WirePeer.Sdp);
        var resumed = await _peer.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(resumed.Body).ShouldContain("a=sendrecv");
        _peer.Request("ACK", 3, _answeredDialog);

        leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Change_that_we_cannot_follow_is_refused_and_the_call_goes_on()
    {
        var (leg, _) = await AnswerAsync();

        _peer.Request("INVITE", 2, _answeredDialog, WirePeer.Sdp.Replace("RTP/AVP 0", "RTP/AVP 18", StringComparison.Ordinal));

        await _peer.ExpectAsync("SIP/2.0 488 Not Acceptable Here");
        _peer.Request("ACK", 2, _answeredDialog);
        leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Refresh_without_offer_gets_ours_and_takes_the_answer_from_the_ack()
    {
        var (leg, _) = await AnswerAsync();

        _peer.Request("INVITE", 2, _answeredDialog);
        Bytes.Text((await _peer.ExpectAsync("SIP/2.0 200 OK")).Body).ShouldContain("RTP/AVP 0 8 9 ");
        _peer.Request("ACK", 2, _answeredDialog, WirePeer.Sdp);

        await BarrierAsync();
        leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Overlapping_change_is_pending_and_an_older_request_out_of_order()
    {
        var (leg, _) = await AnswerAsync();
        _peer.Request("INVITE", 5, _answeredDialog, WirePeer.Sdp);
        await _peer.ExpectAsync("SIP/2.0 200 OK");

        _peer.Request("INVITE", 6, _answeredDialog, WirePeer.Sdp);
        await _peer.ExpectAsync("SIP/2.0 491 Request Pending");
        _peer.Request("OPTIONS", 4, _answeredDialog);
        await _peer.ExpectAsync("SIP/2.0 500 Server Internal Error");

        _peer.Request("ACK", 5, _answeredDialog);
        await BarrierAsync();
        await HangUpAsync(leg);
    }

    [Fact]
    public async Task Call_without_offer_gets_ours()
    {
        Invite(sdp: null);
        await _peer.ExpectAsync("SIP/2.0 100 Trying");
        var call = await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var leg = await call.AnswerAsync();
        var answer = await _peer.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(answer.Body).ShouldContain("RTP/AVP 0 8 9 ");

        _peer.Request("ACK", 1, DialogWith(answer), WirePeer.Sdp);

        await BarrierAsync();
        leg.Ended.IsCompleted.ShouldBeFalse();
        await HangUpAsync(leg);
    }

    [Theory]
    [InlineData("RTP/AVP 0", "RTP/AVP 18")]
    [InlineData("c=IN IP4 127.0.0.1", "c=IN IP6 ::1")]
    public async Task Call_whose_sound_we_cannot_carry_is_not_acceptable(string usual, string theirs)
    {
        Invite(WirePeer.Sdp.Replace(usual, theirs, StringComparison.Ordinal));
        await _peer.ExpectAsync("SIP/2.0 100 Trying");
        var call = await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        (await (await call.AnswerAsync()).Answer).IsAnswered.ShouldBeFalse();

        await _peer.ExpectAsync("SIP/2.0 488 Not Acceptable Here");
    }

    [Theory]
    [InlineData("OPTIONS", "", "SIP/2.0 200 OK", "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, PRACK, UPDATE, INFO")]
    [InlineData("REGISTER", "", "SIP/2.0 405 Method Not Allowed", "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, PRACK, UPDATE, INFO")]
    [InlineData("BREW", "", "SIP/2.0 501 Not Implemented", "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, PRACK, UPDATE, INFO")]
    [InlineData("INVITE", "Require: 100rel, gruu", "SIP/2.0 420 Bad Extension", "Unsupported: gruu")]
    [InlineData("BYE", "", "SIP/2.0 481 ", "CSeq: 1 BYE")]
    [InlineData("INFO", "", "SIP/2.0 481 ", "CSeq: 1 INFO")]
    public async Task Requests_outside_a_call_are_answered(string method, string header, string start, string says)
    {
        _peer.Request(method, 1, Dialog, headers: header.Length == 0 ? [] : [header]);

        var response = await _peer.ExpectAsync(start);
        response.Text(says[..says.IndexOf(':', StringComparison.Ordinal)]).ShouldBe(says[(says.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        response.ToTag.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public async Task Caller_may_name_what_it_accepts_in_several_headers()
    {
        var call = await RingAsync("Accept: application/isup", "Accept: application/sdp");

        call.Reject(486);
        await _peer.ExpectAsync("SIP/2.0 486 Busy Here");
    }

    [Fact]
    public async Task Body_that_is_not_sdp_is_refused()
    {
        _peer.SendRaw(Bytes.Wire($"INVITE sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{_peer.Port};branch=z9hG4bKx\n{Dialog}\nCSeq: 1 INVITE\nContent-Type: text/plain\nContent-Length: 5\n\nhello"));

        (await _peer.ExpectAsync("SIP/2.0 415 Unsupported Media Type")).Text("Accept").ShouldBe("application/sdp");
    }

    [Fact]
    public async Task Request_within_an_unknown_call_is_told_so()
    {
        _peer.Request("INVITE", 1, Dialog.Replace("<sip:us@127.0.0.1>", "<sip:us@127.0.0.1>;tag=gone", StringComparison.Ordinal), WirePeer.Sdp);

        await _peer.ExpectAsync("SIP/2.0 481 ");
    }

    /// <summary>Requests that can do nothing leave nothing behind, and get the same answer when they come again (RFC 3261 section 8.2.7).</summary>
    [Theory]
    [InlineData("OPTIONS", "", 200)]
    [InlineData("REGISTER", "", 405)]
    [InlineData("FOO", "", 501)]
    [InlineData("BYE", ";tag=gone", 481)]
    [InlineData("CANCEL", "", 481)]
    public async Task Request_of_a_stranger_leaves_nothing_behind(string method, string tag, int status)
    {
        var dialog = Dialog.Replace("<sip:us@127.0.0.1>", "<sip:us@127.0.0.1>" + tag, StringComparison.Ordinal);
        _peer.Request(method, 1, dialog, branch: "z9hG4bKsame");
        var first = await _peer.ExpectAsync($"SIP/2.0 {status} ");
        _peer.Request(method, 1, dialog, branch: "z9hG4bKsame");
        var second = await _peer.ExpectAsync($"SIP/2.0 {status} ");

        Bytes.Text(second.ToTag).ShouldBe(Bytes.Text(first.ToTag));
        second.ToTag.IsEmpty.ShouldBeFalse();
        // Answered before it is forgotten, under one hold of the gate.
        using (_phone.Agent.Stack.Enter())
            _phone.Agent.Stack.Transactions.Count.ShouldBe(0);
        _phone.Agent.Counters.AnsweredOnce.ShouldBe(2);
    }

    [Theory]
    [InlineData("sip:us@127.0.0.1", "Contact: <sips:far@127.0.0.1>", "sips:")]
    [InlineData("sips:us@127.0.0.1", "Contact: <sip:far@127.0.0.1>", "sips:")]
    [InlineData("sip:us@127.0.0.1", "Record-Route: <sip:127.0.0.1;lr>\nContact: <sips:far@127.0.0.1>", "sip:")]
    [InlineData("sip:us@127.0.0.1", "Record-Route: <sips:127.0.0.1;lr>\nContact: <sip:far@127.0.0.1>", "sips:")]
    public async Task Contact_of_our_answer_is_as_secure_as_the_path_of_the_call(string uri, string headers, string scheme)
    {
        _peer.SendRaw(Bytes.Wire($"INVITE {uri} SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{_peer.Port};branch=z9hG4bKt\n{Dialog}\nCSeq: 1 INVITE\n{headers}\n\n"));
        await _peer.ExpectAsync("SIP/2.0 100 Trying");

        (await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Ring();

        (await _peer.ExpectAsync("SIP/2.0 180 ")).Text("Contact").ShouldNotBeNull().ShouldStartWith($"<{scheme}us@");
    }

    [Theory]
    [InlineData("tel:+911600110011;phone-context=x", "+911600110011")]
    [InlineData("sip:911600110011@127.0.0.1", "911600110011")]
    public async Task Number_called_is_that_of_either_kind_of_uri(string uri, string number)
    {
        _peer.SendRaw(Bytes.Wire($"INVITE {uri} SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{_peer.Port};branch=z9hG4bKt\n{Dialog}\nCSeq: 1 INVITE\nContact: <sip:far@127.0.0.1:{_peer.Port}>\n\n"));
        await _peer.ExpectAsync("SIP/2.0 100 Trying");

        (await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience)).To.ShouldBe(number);
    }

    [Fact]
    public async Task Garbage_is_counted_and_dropped_and_the_loop_lives()
    {
        _peer.SendRaw("\r\n\r\n"u8.ToArray());
        _peer.SendRaw("not sip at all"u8.ToArray());
        _peer.SendRaw(new byte[60_000]);
        _peer.SendRaw(Bytes.Wire("INVITE sip:x SIP/2.0\nVia: nonsense\n\n"));

        await BarrierAsync();

        _phone.Agent.Counters.MalformedDropped.ShouldBe(2);
        _phone.Agent.Counters.Faults.ShouldBe(0);
    }

    private async Task TakeAsync(IncomingCall call)
    {
        await _calls.Writer.WriteAsync(call);
        await _handled.Task;
    }

    private void Invite(string? sdp = WirePeer.Sdp, params string[] headers) =>
        _peer.Request("INVITE", 1, Dialog, sdp, "z9hG4bKinvite", headers);

    private async Task<IncomingCall> RingAsync(params string[] headers)
    {
        Invite(headers: headers);
        await _peer.ExpectAsync("SIP/2.0 100 Trying");
        return await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }

    private async Task<(ICallLeg Leg, SipMessage Answer)> AnswerAsync(bool acknowledge = true)
    {
        var call = await RingAsync();
        var leg = await call.AnswerAsync();
        var answer = await _peer.ExpectAsync("SIP/2.0 200 OK");
        _answeredDialog = DialogWith(answer);
        if (acknowledge)
        {
            _peer.Request("ACK", 1, _answeredDialog);
            await BarrierAsync();
        }

        return (leg, answer);
    }

    private static string DialogWith(SipMessage answer) =>
        $"From: {answer.Text("From")}\nTo: {answer.Text("To")}\nCall-ID: {answer.Text("Call-ID")}";

    /// <summary>Returns once the agent has handled everything sent before.</summary>
    private async Task BarrierAsync()
    {
        _peer.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        await _peer.ExpectAsync("SIP/2.0 200 OK");
    }

    private async Task HangUpAsync(ICallLeg leg)
    {
        var hangUp = leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("BYE sip:far@127.0.0.1"), 200);
        await hangUp.WaitAsync(Patience);
    }
}
