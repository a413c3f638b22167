using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>A transfer to us: an INVITE that takes the place of whoever we talk to (RFC 3891), on a fake clock.</summary>
public sealed class ReplacesTests : IAsyncLifetime
{
    private const string Caller = "From: <sip:consultant@127.0.0.1>;tag=third\nTo: <sip:us@127.0.0.1>\nCall-ID: second";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _peer = new();
    private WirePeer _third = null!;
    private SipPhone _phone = null!;
    private ICallLeg _leg = null!;
    private SipMessage _invite = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _third = new WirePeer(_phone.Port);
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
        _third.Dispose();
    }

    private string Replaces => $"Replaces: {Bytes.Text(_invite.CallId)};to-tag={Bytes.Text(_invite.FromTag)};from-tag=far";

    [Fact]
    public async Task Conversation_goes_on_with_the_newcomer_and_the_other_is_hung_up()
    {
        var answer = await TakeOverAsync();

        answer.Elements(SipHeader.Supported).ShouldContain("replaces");
        Bytes.Text(answer.Body).ShouldContain("m=audio ");
        var bye = await _peer.ExpectAsync("BYE ");
        bye.Text("Reason").ShouldBe("SIP;cause=200;text=\"Replaced\"");
        _peer.Respond(bye, 200);
        _leg.Ended.IsCompleted.ShouldBeFalse();
        await _phone.HandledAsync();
        _phone.Agent.Stack.Sessions.Count.ShouldBe(1);

        _third.Request("BYE", 2, DialogWith(answer), headers: "Reason: Q.850;cause=16");
        await _third.ExpectAsync("SIP/2.0 200 ");
        (await _leg.Ended.WaitAsync(Patience)).ShouldBe(new LegEnding(LegEndedBy.Remote, 16));
        _phone.Agent.Stack.Sessions.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Hanging_up_hangs_up_the_newcomer()
    {
        await TakeOverAsync();
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);

        var hangUp = _leg.HangUpAsync().AsTask();

        var bye = await _third.ExpectAsync($"BYE sip:far@127.0.0.1:{_third.Port}");
        Bytes.Text(bye.ToTag).ShouldBe("third");
        _third.Respond(bye, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Bye_of_the_replaced_one_that_crosses_ours_ends_nothing()
    {
        await TakeOverAsync();
        await _peer.ExpectAsync("BYE ");

        _peer.Request("BYE", 1, WirePeer.DialogOf(_invite));

        await _peer.ExpectPastAsync("BYE", "SIP/2.0 200");
        await _phone.HandledAsync();
        _leg.Ended.IsCompleted.ShouldBeFalse();
        _phone.Agent.Stack.Sessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Newcomer_who_makes_no_offer_gets_ours()
    {
        _third.Request("INVITE", 1, Caller, headers: [Replaces]);
        var answer = await _third.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(answer.Body).ShouldContain("a=sendrecv");

        _third.Request("ACK", 1, DialogWith(answer), WirePeer.Sdp);

        await _peer.ExpectAsync("BYE ");
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Replaces: nobody;to-tag=x;from-tag=y", "481 ")]
    [InlineData("Replaces: {call};to-tag={us};from-tag=other", "481 ")]
    [InlineData("Replaces: {call};to-tag={us};from-tag=far;early-only", "486 ")]
    [InlineData("Replaces: {call};to-tag={us}", "400 Malformed Replaces")]
    [InlineData("Replaces: {call};to-tag={us};from-tag=far, {call};to-tag={us};from-tag=far", "400 Malformed Replaces")]
    public async Task What_cannot_be_taken_over_is_refused(string replaces, string answer)
    {
        replaces = replaces.Replace("{call}", Bytes.Text(_invite.CallId), StringComparison.Ordinal).Replace("{us}", Bytes.Text(_invite.FromTag), StringComparison.Ordinal);

        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: [replaces]);

        (await _third.ExpectTextAsync()).ShouldStartWith("SIP/2.0 " + answer);
        _phone.Agent.Stack.Sessions.Count.ShouldBe(1);
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    /// <summary>Whoever knows the tags of a call may not take it over from anywhere, only from where its line leads.</summary>
    [Fact]
    public async Task Stranger_is_refused_and_another_gateway_of_the_line_is_not()
    {
        using var elsewhere = new WirePeer(_phone.Port, "127.0.0.2");
        elsewhere.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: [Replaces]);
        await elsewhere.ExpectAsync("SIP/2.0 403 ");
        SipGateway Gateway(string host, int port) => new() { Host = host, Port = port, Transport = SipTransport.Udp };
        var other = _phone.Agent.Dial(SipPhone.To(0) with { Gateways = [Gateway("127.0.0.1", _peer.Port), Gateway("127.0.0.2", elsewhere.Port)] });
        _invite = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp);
        await other.Answer.WaitAsync(Patience);

        elsewhere.Request("INVITE", 2, Caller, WirePeer.Sdp, headers: [Replaces]);

        await elsewhere.ExpectAsync("SIP/2.0 200 ");
        other.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_that_is_being_hung_up_is_not_taken_over()
    {
        var hangUp = _leg.HangUpAsync().AsTask();
        var bye = await _peer.ExpectAsync("BYE ");

        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: [Replaces]);

        await _third.ExpectAsync("SIP/2.0 603 Decline");
        _peer.Respond(bye, 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Sound_that_cannot_be_agreed_leaves_all_as_it_was()
    {
        _third.Request("INVITE", 1, Caller, WirePeer.Sdp.Replace("RTP/AVP 0 101", "RTP/AVP 3", StringComparison.Ordinal), headers: [Replaces]);

        await _third.ExpectAsync("SIP/2.0 488 ");
        _phone.Agent.Stack.Sessions.Count.ShouldBe(1);
        _leg.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Newcomer_does_not_get_the_key_that_protected_the_talk_with_the_other()
    {
        var encrypted = WirePeer.Sdp.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR\n";
        var other = _phone.Agent.Dial(SipPhone.To(_peer.Port) with { MediaEncryption = SipMediaEncryption.Required });
        _invite = await _peer.ExpectAsync("INVITE ");
        _peer.Respond(_invite, 200, sdp: encrypted);
        await other.Answer.WaitAsync(Patience);

        _third.Request("INVITE", 1, Caller, encrypted, headers: [Replaces]);

        var answer = await _third.ExpectAsync("SIP/2.0 200 OK");
        Key(answer).ShouldNotBe(Key(_invite));
        other.Ended.IsCompleted.ShouldBeFalse();

        static string Key(SipMessage message) => Bytes.Text(message.Body).Split("\r\n").First(line => line.StartsWith("a=crypto:1 ", StringComparison.Ordinal));
    }

    private async Task<SipMessage> TakeOverAsync()
    {
        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: ["Require: replaces", Replaces]);
        var answer = await _third.ExpectAsync("SIP/2.0 200 OK");
        _third.Request("ACK", 1, DialogWith(answer));
        return answer;
    }

    private static string DialogWith(SipMessage answer) => $"From: {answer.Text("From")}\nTo: {answer.Text("To")}\nCall-ID: {answer.Text("Call-ID")}";
}
