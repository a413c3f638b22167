using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>One call and two gateways, which the test plays by hand on a fake clock.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _first = new();
    private readonly WirePeer _second = new();
    private readonly List<LegProgress> _progress = [];
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Silent_gateway_is_left_for_the_next_with_a_call_id_of_its_own()
    {
        var leg = Dial();
        var abandoned = await SilenceAsync();

        var invite = await _second.ExpectAsync($"INVITE sip:+919999789877@127.0.0.1:{_second.Port} SIP/2.0\r\n");
        Bytes.Text(invite.CallId).ShouldBe(Bytes.Text(abandoned.CallId) + "-2");
        leg.ProviderCallId.ShouldBe(Bytes.Text(invite.CallId));
        await AnswerAsync(_second, invite);

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Left_gateway_that_rings_late_is_cancelled_and_one_that_answers_is_hung_up()
    {
        var leg = Dial();
        var abandoned = await SilenceAsync();
        var invite = await _second.ExpectAsync("INVITE ");
        _second.Respond(invite, 180);

        _first.Respond(abandoned, 180);
        var cancel = await _first.ExpectAsync("CANCEL ");
        Bytes.Text(cancel.TopVia.Branch).ShouldBe(Bytes.Text(abandoned.TopVia.Branch));
        _first.Respond(cancel, 200);
        _first.Respond(abandoned, 200, "late", WirePeer.Sdp);
        Bytes.Text((await _first.ExpectAsync("ACK ")).ToTag).ShouldBe("late");
        var bye = await _first.ExpectAsync("BYE ");
        Bytes.Text(bye.CallId).ShouldBe(Bytes.Text(abandoned.CallId));
        _first.Respond(bye, 200);

        leg.Answer.IsCompleted.ShouldBeFalse();
        await AnswerAsync(_second, invite);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        _progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing]);
    }

    [Fact]
    public async Task Gateway_that_falls_silent_after_its_challenge_and_answers_late_is_hung_up()
    {
        var leg = _phone.Agent.Dial(Request(Of(_first), Of(_second)) with { Credentials = new SipCredentials("u", "p"), RingTimeout = TimeSpan.FromSeconds(120) });
        _first.Respond(await _first.ExpectAsync("INVITE "), 407, headers: "Proxy-Authenticate: Digest realm=\"r\", nonce=\"1\"");
        await _first.ExpectAsync("ACK ");
        var silent = await _first.ExpectAsync("INVITE ");
        // Timer B, to the moment: any later, and the INVITE to the second gateway would come twice.
        _time.Advance(TimeSpan.FromSeconds(32));
        var invite = await _second.ExpectAsync("INVITE ");
        _second.Respond(invite, 180);

        _first.Respond(silent, 200, "late", WirePeer.Sdp);
        await _first.ExpectPastAsync("INVITE", "ACK");
        await _first.ExpectAsync("BYE ");

        leg.Answer.IsCompleted.ShouldBeFalse();
        await AnswerAsync(_second, invite);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Gateway_in_trouble_sends_the_call_to_the_next_at_once(int status)
    {
        var leg = Dial();
        var refused = await _first.ExpectAsync("INVITE ");
        _first.Respond(refused, 100);
        _first.Respond(refused, status);
        await _first.ExpectAsync("ACK ");

        await AnswerAsync(_second, await _second.ExpectAsync("INVITE "));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        _progress.ShouldBe([LegProgress.Trying]);
    }

    [Theory]
    [InlineData(486, null, LegResult.Busy)]
    [InlineData(403, null, LegResult.CarrierRejected)]
    [InlineData(503, "Reason: Q.850;cause=17", LegResult.Busy)]
    [InlineData(600, null, LegResult.Busy)]
    public async Task Answer_about_the_person_or_the_account_is_final(int status, string? header, LegResult expected)
    {
        var leg = Dial();
        var invite = await _first.ExpectAsync("INVITE ");
        _first.Respond(invite, status, headers: header is null ? [] : [header]);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(expected);
    }

    [Theory]
    [InlineData(180)]
    [InlineData(183)]
    public async Task Phone_that_rang_is_never_rung_over_another_gateway(int ringing)
    {
        var leg = Dial();
        var invite = await _first.ExpectAsync("INVITE ");
        _first.Respond(invite, ringing);
        _first.Respond(invite, 503);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Congestion, Rang: true, SipStatus: 503));
    }

    [Fact]
    public async Task Gateway_that_is_trying_is_waited_for()
    {
        var leg = Dial();
        var invite = await _first.ExpectAsync("INVITE ");
        _first.Respond(invite, 100);
        await Eventually.IsAsync(() => _progress.Count > 0 ? "" : null);
        _time.Advance(TimeSpan.FromSeconds(20));
        _first.Respond(invite, 486);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);
    }

    [Fact]
    public async Task Connection_that_is_refused_leads_to_the_next_gateway()
    {
        var leg = Dial(new SipGateway { Host = "127.0.0.1", Port = 9, Transport = SipTransport.Tcp }, Of(_second));

        await AnswerAsync(_second, await _second.ExpectAsync("INVITE "));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Gateway_that_asks_for_rest_is_tried_last_until_that_is_over()
    {
        Dial();
        var refused = await _first.ExpectAsync("INVITE ");
        _first.Respond(refused, 503, headers: "Retry-After: 300");
        await _first.ExpectAsync("ACK ");
        Refuse(_second, await _second.ExpectAsync("INVITE "));
        await _second.ExpectAsync("ACK ");
        await _phone.HandledAsync();
        State().ShouldBe([GatewayState.Down, GatewayState.Up]);

        Dial();
        Refuse(_second, await _second.ExpectAsync("INVITE "));
        await _second.ExpectAsync("ACK ");

        _time.Advance(TimeSpan.FromSeconds(301));
        Dial();
        Refuse(_first, await _first.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Call_that_missed_its_moment_leaves_over_no_gateway()
    {
        var missed = _phone.Agent.Dial(Request(Of(_first), Of(_second)) with { LeaveBy = _time.GetUtcNow().AddMilliseconds(-1) });

        (await missed.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Missed));
        var kept = _phone.Agent.Dial(Request(Of(_first), Of(_second)) with { LeaveBy = _time.GetUtcNow().AddMilliseconds(30) });
        var callId = kept.ProviderCallId;
        Bytes.Text((await SilenceAsync()).CallId).ShouldBe(callId);
        Bytes.Text((await _second.ExpectAsync("INVITE ")).CallId).ShouldBe(callId + "-2");
    }

    [Fact]
    public async Task Priority_decides_who_is_first()
    {
        Dial(Of(_first) with { Priority = 20 }, Of(_second) with { Priority = 10 });

        Refuse(_second, await _second.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Hanging_up_cancels_only_where_the_call_is()
    {
        var leg = Dial();
        await SilenceAsync();
        var invite = await _second.ExpectAsync("INVITE ");
        _second.Respond(invite, 180);
        await Eventually.IsAsync(() => _progress.Contains(LegProgress.Ringing) ? "" : null);

        var hangingUp = leg.HangUpAsync();
        var cancel = await _second.ExpectAsync("CANCEL ");
        _second.Respond(cancel, 200);
        _second.Respond(invite, 487);
        await hangingUp;

        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
    }

    [Fact]
    public async Task When_all_are_silent_the_carrier_is_unreachable()
    {
        var leg = Dial();
        await SilenceAsync();
        await _second.ExpectAsync("INVITE ");
        _time.Advance(TimeSpan.FromSeconds(33));

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Unreachable);
    }

    [Fact]
    public async Task Options_tell_which_gateway_lives()
    {
        var setup = new SipLineSetup { Gateways = [Of(_first), Of(_second)], Qualify = TimeSpan.FromSeconds(60) };
        await using var line = _phone.Agent.Keep(setup);
        await _first.ExpectAsync($"OPTIONS sip:127.0.0.1:{_first.Port} SIP/2.0\r\n");
        _second.Respond(await _second.ExpectAsync("OPTIONS "), 405);

        await Eventually.IsAsync(() => _phone.Agent.Health(setup).Gateways[1].State == GatewayState.Up ? "" : null);
        await Eventually.IsAsync(() => _phone.Agent.Health(setup).Gateways[0].State == GatewayState.Down ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));

        _phone.Agent.Health(setup).Gateways[1].ShouldSatisfyAllConditions(g => g.State.ShouldBe(GatewayState.Up), g => g.SipStatus.ShouldBe(405));
        Dial();
        Refuse(_second, await _second.ExpectAsync("INVITE "));
    }

    private static SipGateway Of(WirePeer peer) => new() { Host = IPAddress.Loopback.ToString(), Port = peer.Port, Transport = SipTransport.Udp };

    private ICallLeg Dial(params SipGateway[] gateways) => _phone.Agent.Dial(Request(gateways.Length > 0 ? gateways : [Of(_first), Of(_second)]));

    private SipDialRequest Request(params SipGateway[] gateways) => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Gateways = gateways,
        To = "+919999789877",
        From = "+911600110011",
        OnProgress = _progress.Add,
    };

    /// <summary>Lets the first gateway's time run out: the INVITE and its three repetitions.</summary>
    private async Task<SipMessage> SilenceAsync()
    {
        var invite = await _first.ExpectAsync("INVITE ");
        _time.Advance(TimeSpan.FromSeconds(5));
        for (var repeated = 0; repeated < 3; repeated++) await _first.ExpectAsync("INVITE ");
        return invite;
    }

    private static async Task AnswerAsync(WirePeer peer, SipMessage invite)
    {
        peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await peer.ExpectAsync("ACK ");
    }

    private static void Refuse(WirePeer peer, SipMessage invite) => peer.Respond(invite, 486);

    private IEnumerable<GatewayState> State() => _phone.Agent.Health(new SipLineSetup { Gateways = [Of(_first), Of(_second)] }).Gateways.Select(g => g.State);
}
