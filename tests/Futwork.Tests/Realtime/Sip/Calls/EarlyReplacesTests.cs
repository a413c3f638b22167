using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>A call of ours that still rings is picked up elsewhere: an INVITE that takes the place of the phone that rings (RFC 3891 section 3).</summary>
public sealed class EarlyReplacesTests : IAsyncLifetime
{
    private const string Caller = "From: <sip:colleague@127.0.0.1>;tag=third\nTo: <sip:us@127.0.0.1>\nCall-ID: second";

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
        _peer.Respond(_invite, 180);
        await _phone.HandledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
        _third.Dispose();
    }

    private string Replaces => $"Replaces: {Bytes.Text(_invite.CallId)};to-tag={Bytes.Text(_invite.FromTag)};from-tag=far";

    [Fact]
    public async Task Whoever_picks_up_is_the_answer_and_the_phone_stops_ringing()
    {
        var answer = await PickUpAsync();

        (await _leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        await StopRingingAsync();
        _leg.Ended.IsCompleted.ShouldBeFalse();
        _phone.Agent.Stack.Placed.ShouldBeEmpty();
        _phone.Agent.Stack.Early.ShouldBeEmpty();
        _phone.Agent.Stack.Sessions.Count.ShouldBe(1);

        _third.Request("BYE", 2, DialogWith(answer), headers: "Reason: Q.850;cause=16");
        await _third.ExpectAsync("SIP/2.0 200 ");
        (await _leg.Ended.WaitAsync(Patience)).ShouldBe(new LegEnding(LegEndedBy.Remote, 16));
        _phone.Agent.Stack.Legs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_phone_that_answers_at_the_same_time_is_hung_up()
    {
        await PickUpAsync();
        var cancel = await _peer.ExpectAsync("CANCEL ");

        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp);
        _peer.Respond(cancel, 200);

        await _peer.ExpectPastAsync("CANCEL", "ACK");
        _peer.Respond(await _peer.ExpectPastAsync("CANCEL", "BYE"), 200);
        _leg.Ended.IsCompleted.ShouldBeFalse();
        (await _leg.Answer).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Hanging_up_hangs_up_whoever_picked_up()
    {
        await PickUpAsync();
        await StopRingingAsync();

        var hangUp = _leg.HangUpAsync().AsTask();

        _third.Respond(await _third.ExpectAsync($"BYE sip:far@127.0.0.1:{_third.Port}"), 200);
        await hangUp.WaitAsync(Patience);
        _phone.Agent.Stack.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_has_no_sound_in_common_changes_nothing()
    {
        _third.Request("INVITE", 1, Caller, WirePeer.Sdp.Replace("RTP/AVP 0 101", "RTP/AVP 18", StringComparison.Ordinal), headers: Replaces);
        await _third.ExpectAsync("SIP/2.0 488 ");

        _peer.Respond(_invite, 200, sdp: WirePeer.Sdp);
        await _peer.ExpectAsync("ACK ");
        (await _leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_phone_that_does_not_ring_there_is_nothing_to_take_over()
    {
        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: Replaces.Replace("from-tag=far", "from-tag=other", StringComparison.Ordinal));

        await _third.ExpectAsync("SIP/2.0 481 ");
        _leg.Answer.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_that_we_have_given_up_is_not_picked_up()
    {
        var hangUp = _leg.HangUpAsync().AsTask();
        await _peer.ExpectAsync("CANCEL ");

        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: Replaces);

        await _third.ExpectAsync("SIP/2.0 603 ");
        _peer.Respond(_invite, 487);
        await hangUp.WaitAsync(Patience);
        (await _leg.Answer).Result.ShouldBe(LegResult.Canceled);
    }

    [Fact]
    public async Task A_stranger_may_not_even_if_he_knows_all()
    {
        using var stranger = new WirePeer(_phone.Port, "127.0.0.2");

        stranger.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: Replaces);

        await stranger.ExpectAsync("SIP/2.0 403 ");
        _leg.Answer.IsCompleted.ShouldBeFalse();
    }

    private static string DialogWith(SipMessage answer) => $"From: {answer.Text("From")}\nTo: {answer.Text("To")}\nCall-ID: second";

    private async Task<SipMessage> PickUpAsync()
    {
        _third.Request("INVITE", 1, Caller, WirePeer.Sdp, headers: [Replaces, "Require: replaces"]);
        var answer = await _third.ExpectAsync("SIP/2.0 200 OK");
        _third.Request("ACK", 1, DialogWith(answer));
        return answer;
    }

    private async Task StopRingingAsync()
    {
        var cancel = await _peer.ExpectAsync("CANCEL ");
        _peer.Respond(cancel, 200);
        _peer.Respond(_invite, 487);
        await _peer.ExpectPastAsync("CANCEL", "ACK");
        await _phone.HandledAsync();
    }
}
