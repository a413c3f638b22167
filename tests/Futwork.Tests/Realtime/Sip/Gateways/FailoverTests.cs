using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>One call and two gateways, which the test plays by hand on a fake clock.</summary>
public sealed class FailoverTests : TwoGateways
{
    private readonly List<LegProgress> _progress = [];

    [Fact]
    public async Task Silent_gateway_is_left_for_the_next_with_a_call_id_of_its_own()
    {
        var leg = Dial();
        var abandoned = await SilenceAsync();

        var invite = await Second.ExpectAsync($"INVITE sip:+919999789877@127.0.0.1:{Second.Port} SIP/2.0\r\n");
        Bytes.Text(invite.CallId).ShouldBe(Bytes.Text(abandoned.CallId) + "-2");
        leg.ProviderCallId.ShouldBe(Bytes.Text(invite.CallId));
        await AnswerAsync(Second, invite);

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Left_gateway_that_rings_late_is_cancelled_and_one_that_answers_is_hung_up()
    {
        var leg = Dial();
        var abandoned = await SilenceAsync();
        var invite = await Second.ExpectAsync("INVITE ");
        Second.Respond(invite, 180);

        First.Respond(abandoned, 180);
        var cancel = await First.ExpectAsync("CANCEL ");
        Bytes.Text(cancel.TopVia.Branch).ShouldBe(Bytes.Text(abandoned.TopVia.Branch));
        First.Respond(cancel, 200);
        First.Respond(abandoned, 200, "late", WirePeer.Sdp);
        Bytes.Text((await First.ExpectAsync("ACK ")).ToTag).ShouldBe("late");
        var bye = await First.ExpectAsync("BYE ");
        Bytes.Text(bye.CallId).ShouldBe(Bytes.Text(abandoned.CallId));
        First.Respond(bye, 200);

        leg.Answer.IsCompleted.ShouldBeFalse();
        await AnswerAsync(Second, invite);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        _progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing]);
    }

    [Fact]
    public async Task Gateway_that_falls_silent_after_its_challenge_and_answers_late_is_hung_up()
    {
        var leg = Phone.Agent.Dial(Request(Of(First), Of(Second)) with { Credentials = new SipCredentials("u", "p"), RingTimeout = TimeSpan.FromSeconds(120) });
        First.Respond(await First.ExpectAsync("INVITE "), 407, headers: "Proxy-Authenticate: Digest realm=\"r\", nonce=\"1\"");
        await First.ExpectAsync("ACK ");
        var silent = await First.ExpectAsync("INVITE ");
        // Timer B, to the moment: any later, and the INVITE to the second gateway would come twice.
        Time.Advance(TimeSpan.FromSeconds(32));
        var invite = await Second.ExpectAsync("INVITE ");
        Second.Respond(invite, 180);

        First.Respond(silent, 200, "late", WirePeer.Sdp);
        await First.ExpectPastAsync("INVITE", "ACK");
        await First.ExpectAsync("BYE ");

        leg.Answer.IsCompleted.ShouldBeFalse();
        await AnswerAsync(Second, invite);
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
        var refused = await First.ExpectAsync("INVITE ");
        First.Respond(refused, 100);
        First.Respond(refused, status);
        await First.ExpectAsync("ACK ");

        await AnswerAsync(Second, await Second.ExpectAsync("INVITE "));

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
        var invite = await First.ExpectAsync("INVITE ");
        First.Respond(invite, status, headers: header is null ? [] : [header]);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(expected);
    }

    [Theory]
    [InlineData(180)]
    [InlineData(183)]
    public async Task Phone_that_rang_is_never_rung_over_another_gateway(int ringing)
    {
        var leg = Dial();
        var invite = await First.ExpectAsync("INVITE ");
        First.Respond(invite, ringing);
        First.Respond(invite, 503);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Congestion, Rang: true, SipStatus: 503));
    }

    [Fact]
    public async Task Gateway_that_is_trying_is_waited_for()
    {
        var leg = Dial();
        var invite = await First.ExpectAsync("INVITE ");
        First.Respond(invite, 100);
        await Eventually.IsAsync(() => _progress.Count > 0 ? "" : null);
        Time.Advance(TimeSpan.FromSeconds(20));
        First.Respond(invite, 486);

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);
    }

    [Fact]
    public async Task Connection_that_is_refused_leads_to_the_next_gateway()
    {
        var leg = Dial(new SipGateway { Host = "127.0.0.1", Port = 9, Transport = SipTransport.Tcp }, Of(Second));

        await AnswerAsync(Second, await Second.ExpectAsync("INVITE "));

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Gateway_that_asks_for_rest_is_tried_last_until_that_is_over()
    {
        Dial();
        var refused = await First.ExpectAsync("INVITE ");
        First.Respond(refused, 503, headers: "Retry-After: 300");
        await First.ExpectAsync("ACK ");
        Refuse(Second, await Second.ExpectAsync("INVITE "));
        await Second.ExpectAsync("ACK ");
        await Phone.HandledAsync();
        State().ShouldBe([GatewayState.Down, GatewayState.Up]);

        Dial();
        Refuse(Second, await Second.ExpectAsync("INVITE "));
        await Second.ExpectAsync("ACK ");

        Time.Advance(TimeSpan.FromSeconds(301));
        Dial();
        Refuse(First, await First.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Gateway_that_asks_for_rest_gets_it_whatever_it_answers_to_another_call()
    {
        Dial();
        var refused = await First.ExpectAsync("INVITE ");
        Dial();
        var busy = await First.ExpectAsync("INVITE ");
        First.Respond(refused, 503, headers: "Retry-After: 300");
        await First.ExpectAsync("ACK ");
        Refuse(Second, await Second.ExpectAsync("INVITE "));
        await Second.ExpectAsync("ACK ");

        Refuse(First, busy);
        await First.ExpectAsync("ACK ");
        await Phone.HandledAsync();

        State().ShouldBe([GatewayState.Down, GatewayState.Up]);
        Dial();
        Refuse(Second, await Second.ExpectAsync("INVITE "));
        await Second.ExpectAsync("ACK ");
        Time.Advance(TimeSpan.FromSeconds(301));
        Dial();
        Refuse(First, await First.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Gateway_that_asks_for_rest_gets_it_although_options_tell_that_it_lives()
    {
        var setup = new SipLineSetup { Gateways = [Of(First)], Qualify = TimeSpan.FromSeconds(60) };
        await using var line = Phone.Agent.Keep(setup);
        First.Respond(await First.ExpectAsync("OPTIONS "), 503, headers: "Retry-After: 300");
        await Eventually.IsAsync(() => State().First() == GatewayState.Down ? "" : null);

        First.Respond(await First.ExpectAsync("OPTIONS ", () => Time.Advance(TimeSpan.FromSeconds(1))), 200);
        await Eventually.IsAsync(() => Phone.Agent.Health(setup).Gateways[0].SipStatus == 200 ? "" : null);

        State().ShouldBe([GatewayState.Down, GatewayState.Unknown]);
        Dial();
        Refuse(Second, await Second.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Rest_that_an_answer_to_options_asks_for_is_over_after_an_hour()
    {
        await using var line = Phone.Agent.Keep(new SipLineSetup { Gateways = [Of(First)], Qualify = TimeSpan.FromSeconds(60) });
        First.Respond(await First.ExpectAsync("OPTIONS "), 503, headers: "Retry-After: 86400");
        await Eventually.IsAsync(() => State().First() == GatewayState.Down ? "" : null);
        await line.DisposeAsync();

        Time.Advance(TimeSpan.FromMinutes(59));
        State().First().ShouldBe(GatewayState.Down);
        Time.Advance(TimeSpan.FromMinutes(2));

        State().First().ShouldBe(GatewayState.Up);
    }

    [Fact]
    public async Task Call_that_missed_its_moment_leaves_over_no_gateway()
    {
        var missed = Phone.Agent.Dial(Request(Of(First), Of(Second)) with { LeaveBy = Time.GetUtcNow().AddMilliseconds(-1) });

        (await missed.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Missed));
        var kept = Phone.Agent.Dial(Request(Of(First), Of(Second)) with { LeaveBy = Time.GetUtcNow().AddMilliseconds(30) });
        var callId = kept.ProviderCallId;
        Bytes.Text((await SilenceAsync()).CallId).ShouldBe(callId);
        Bytes.Text((await Second.ExpectAsync("INVITE ")).CallId).ShouldBe(callId + "-2");
    }

    [Fact]
    public async Task Priority_decides_who_is_first()
    {
        Dial(Of(First) with { Priority = 20 }, Of(Second) with { Priority = 10 });

        Refuse(Second, await Second.ExpectAsync("INVITE "));
    }

    [Fact]
    public async Task Hanging_up_cancels_only_where_the_call_is()
    {
        var leg = Dial();
        await SilenceAsync();
        var invite = await Second.ExpectAsync("INVITE ");
        Second.Respond(invite, 180);
        await Eventually.IsAsync(() => _progress.Contains(LegProgress.Ringing) ? "" : null);

        var hangingUp = leg.HangUpAsync();
        var cancel = await Second.ExpectAsync("CANCEL ");
        Second.Respond(cancel, 200);
        Second.Respond(invite, 487);
        await hangingUp;

        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
    }

    [Fact]
    public async Task When_all_are_silent_the_carrier_is_unreachable()
    {
        var leg = Dial();
        await SilenceAsync();
        await Second.ExpectAsync("INVITE ");
        Time.Advance(TimeSpan.FromSeconds(33));

        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Unreachable);
    }

    [Fact]
    public async Task Options_tell_which_gateway_lives()
    {
        var setup = new SipLineSetup { Gateways = [Of(First), Of(Second)], Qualify = TimeSpan.FromSeconds(60) };
        await using var line = Phone.Agent.Keep(setup);
        await First.ExpectAsync($"OPTIONS sip:127.0.0.1:{First.Port} SIP/2.0\r\n");
        Second.Respond(await Second.ExpectAsync("OPTIONS "), 405);

        await Eventually.IsAsync(() => Phone.Agent.Health(setup).Gateways[1].State == GatewayState.Up ? "" : null);
        await Eventually.IsAsync(() => Phone.Agent.Health(setup).Gateways[0].State == GatewayState.Down ? "" : null, () => Time.Advance(TimeSpan.FromSeconds(1)));

        Phone.Agent.Health(setup).Gateways[1].ShouldSatisfyAllConditions(g => g.State.ShouldBe(GatewayState.Up), g => g.SipStatus.ShouldBe(405));
        Dial();
        Refuse(Second, await Second.ExpectAsync("INVITE "));
    }

    private ICallLeg Dial(params SipGateway[] gateways) => Phone.Agent.Dial(Request(gateways));

    private SipDialRequest Request(params SipGateway[] gateways) => Call(gateways) with { OnProgress = _progress.Add };

    private static void Refuse(WirePeer peer, SipMessage invite) => peer.Respond(invite, 486);

    private IEnumerable<GatewayState> State() => Phone.Agent.Health(new SipLineSetup { Gateways = [Of(First), Of(Second)] }).Gateways.Select(g => g.State);
}
