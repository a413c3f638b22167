using System.Text.Json;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip.Interop;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>Kamailio, a registrar and proxy that we did not write, knows where we are and leads calls to us and from us.</summary>
[Collection(RealPeers.Name)]
[Trait("peer", "kamailio")]
public sealed class KamailioTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [Interop(Feature.Answer, Peer.Kamailio)]
    [Interop(Feature.RemoteHangUp, Peer.Kamailio)]
    [Interop(Feature.Digest, Peer.Kamailio)]
    [Interop(Feature.Tcp, Peer.Kamailio)]
    [Interop(Feature.Tls, Peer.Kamailio)]
    [Interop(Feature.CallToUs, Peer.Kamailio)]
    [Interop(Feature.Registration, Peer.Kamailio)]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public async Task Who_has_registered_is_called_through_the_proxy_until_the_registration_is_taken_back(SipTransport transport)
    {
        ScriptedAudio calling = new(400, keep: 20), called = new(1000, keep: 20);
        var answered = new AnsweringCall(called);
        await using var kamailio = await KamailioPeer.StartAsync(_authority.Issue(["127.0.0.1"]));
        await using var near = await SipPhone.StartAsync();
        await using var far = await SipPhone.StartAsync(answered.TakeAsync);
        var line = KamailioPeer.Line(kamailio.Gateway(transport, Trusting()));
        await using (far.Agent.Keep(line))
        {
            (await StateAsync(far, line, RegistrationState.Registered, kamailio)).ExpiresAt.ShouldNotBeNull();
            var leg = near.Agent.Dial(Call(kamailio, transport));
            leg.Attach(calling);

            (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(kamailio.Output);
            await Task.WhenAll(calling.Full, called.Full).WaitAsync(Patience);
            Tone.Share(calling.Heard, 1000).ShouldBeGreaterThan(0.8);
            await (await answered.Leg).HangUpAsync();
            (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
        }

        far.Agent.Health(line).Registration!.State.ShouldBe(RegistrationState.Ended);
        (await near.Agent.Dial(Call(kamailio, transport)).Answer.WaitAsync(Patience)).SipStatus.ShouldBe(404);
        (near.Agent.Counters.Faults + far.Agent.Counters.Faults).ShouldBe(0);
    }

    /// <summary>It wants the account in From, and knows nobody of another domain than its own.</summary>
    [Fact]
    [Interop(Feature.Domain, Peer.Kamailio)]
    public async Task Carrier_that_stands_before_its_domain_is_registered_at_and_called_by_that_domain()
    {
        const string domain = "ims.test";
        var answered = new AnsweringCall();
        string? caller = null;
        await using var kamailio = await KamailioPeer.StartAsync(domain: domain);
        await using var near = await SipPhone.StartAsync();
        await using var far = await SipPhone.StartAsync(call =>
        {
            caller = $"{call.From} for {call.Header("P-Asserted-Identity")}";
            return answered.TakeAsync(call);
        });
        var line = KamailioPeer.Line(kamailio.Gateway(SipTransport.Udp)) with { Domain = domain };
        var carrier = new SipCarrier(near.Agent);
        await using var kept = far.Agent.Keep(line);
        await StateAsync(far, line, RegistrationState.Registered, kamailio);

        ICallLeg Dial(string account) => carrier.Dial(new DialRequest
        {
            CallId = Guid.NewGuid(),
            To = "+919999789877",
            From = "+911600110011",
            Settings = JsonDocument.Parse($$"""
                {"host":"127.0.0.1","port":{{kamailio.Port}},"username":"caller","password":"{{KamailioPeer.Password}}","calledNumbers":{"+919999789877":"desk"},{{account}}}
                """).RootElement,
        });

        var leg = Dial($"\"domain\":\"{domain}\",\"fromUser\":\"caller\"");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(kamailio.Output);
        caller.ShouldBe($"caller for <sip:+911600110011@{domain}>");
        await leg.HangUpAsync();
        (await Dial($"\"domain\":\"{domain}\"").Answer.WaitAsync(Patience)).SipStatus.ShouldBe(407);
        (await Dial($"\"fromDomain\":\"{domain}\",\"fromUser\":\"caller\"").Answer.WaitAsync(Patience)).SipStatus.ShouldBe(403);
    }

    [Fact]
    [Interop(Feature.Digest, Peer.Kamailio)]
    [Interop(Feature.Registration, Peer.Kamailio)]
    public async Task Wrong_password_is_refused_and_shown()
    {
        await using var kamailio = await KamailioPeer.StartAsync();
        await using var phone = await SipPhone.StartAsync();
        var line = KamailioPeer.Line(kamailio.Gateway(SipTransport.Udp)) with { Credentials = new SipCredentials("desk", "wrong") };

        await using (phone.Agent.Keep(line))
            (await StateAsync(phone, line, RegistrationState.Refused, kamailio)).SipStatus.ShouldBe(401);
    }

    /// <summary>A node that died without a word and started again on another port is known by its instance (RFC 5626): only the new one is rung.</summary>
    [Fact]
    [Interop(Feature.Registration, Peer.Kamailio)]
    public async Task Node_that_starts_again_takes_the_place_of_what_it_was_and_stands_beside_another()
    {
        var sip = new SipOptions { InstanceId = Guid.NewGuid() };
        await using var kamailio = await KamailioPeer.StartAsync();
        await using var before = await SipPhone.StartAsync(sip: sip);
        await using var registeredBefore = await kamailio.RegisteredAsync(before);
        RingingCall answered = new(), beside = new();
        await using var other = await SipPhone.StartAsync(beside.TakeAsync, sip: new SipOptions { InstanceId = Guid.NewGuid() });
        await using var registeredBeside = await kamailio.RegisteredAsync(other);
        await using var after = await SipPhone.StartAsync(answered.TakeAsync, sip: sip);
        await using var registeredAfter = await kamailio.RegisteredAsync(after);
        await using var caller = await SipPhone.StartAsync();

        var heard = before.Agent.Counters.MessagesReceived;

        var leg = caller.Agent.Dial(KamailioPeer.Call(kamailio.Gateway(SipTransport.Udp)));

        await Task.WhenAll(answered.Rings, beside.Rings).WaitAsync(Patience);
        await leg.HangUpAsync();
        before.Agent.Counters.MessagesReceived.ShouldBe(heard, "The old address was rung too.");
    }

    [Fact]
    [Interop(Feature.Registration, Peer.Kamailio)]
    public async Task Registration_is_refreshed_before_the_shorter_time_that_was_granted_is_over()
    {
        await using var kamailio = await KamailioPeer.StartAsync(longestExpiry: 3);
        await using var phone = await SipPhone.StartAsync();
        var line = KamailioPeer.Line(kamailio.Gateway(SipTransport.Tcp));
        await using (phone.Agent.Keep(line))
        {
            var first = await StateAsync(phone, line, RegistrationState.Registered, kamailio);
            (first.ExpiresAt!.Value - first.At).TotalSeconds.ShouldBeLessThanOrEqualTo(3);

            // A machine that stands still may miss one; the next is in time again.
            var last = first;
            var refreshed = await Eventually.IsAsync(() =>
            {
                var before = last;
                last = phone.Agent.Health(line).Registration ?? last;
                return last.At > before.At && last.At < before.ExpiresAt ? last : null;
            });

            refreshed.State.ShouldBe(RegistrationState.Registered);
        }
    }

    [Fact]
    [Interop(Feature.Registration, Peer.Kamailio)]
    public async Task Time_that_is_too_short_is_asked_for_anew_as_long_as_the_registrar_wants()
    {
        await using var kamailio = await KamailioPeer.StartAsync(shortestExpiry: 120);
        await using var phone = await SipPhone.StartAsync();
        var line = KamailioPeer.Line(kamailio.Gateway(SipTransport.Udp)) with { Register = TimeSpan.FromSeconds(60) };
        await using (phone.Agent.Keep(line))
        {
            var state = await StateAsync(phone, line, RegistrationState.Registered, kamailio);

            (state.ExpiresAt!.Value - state.At).TotalSeconds.ShouldBe(120, 1);
        }
    }

    [Fact]
    [Interop(Feature.Tls, Peer.Kamailio)]
    public async Task Certificate_for_another_name_is_refused_for_registration_and_calls()
    {
        var log = new CollectedLog();
        await using var kamailio = await KamailioPeer.StartAsync(_authority.Issue(["sip.example.org"]));
        await using var phone = await SipPhone.StartAsync(loggers: log);
        var line = KamailioPeer.Line(kamailio.Gateway(SipTransport.Tls, Trusting() with { ServerName = "sip.example.net" }));

        await using (phone.Agent.Keep(line))
            (await StateAsync(phone, line, RegistrationState.Failed, kamailio)).SipStatus.ShouldBeNull();

        var call = Call(kamailio, SipTransport.Tls) with { Gateways = line.Gateways };
        (await phone.Agent.Dial(call).Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Unreachable);
        log.Lines.ShouldContain(l => l.Contains("its certificate is not for 'sip.example.net' but for sip.example.org", StringComparison.Ordinal));
    }

    [Theory]
    [Interop(Feature.Failover, Peer.Kamailio)]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tls)]
    public async Task Proxy_that_answers_options_is_up_and_one_that_is_gone_is_down(SipTransport transport)
    {
        await using var phone = await SipPhone.StartAsync();
        SipLineSetup line;
        await using (var kamailio = await KamailioPeer.StartAsync(_authority.Issue(["127.0.0.1"])))
        {
            line = KamailioPeer.Line(kamailio.Gateway(transport, Trusting())) with { Register = null, Qualify = TimeSpan.FromSeconds(60) };
            await using var kept = phone.Agent.Keep(line);

            (await Eventually.IsAsync(() => phone.Agent.Health(line).Gateways[0] is { State: not GatewayState.Unknown } known ? known : null))
                .ShouldSatisfyAllConditions(h => h.State.ShouldBe(GatewayState.Up), h => h.SipStatus.ShouldBe(200));
        }

        await using (phone.Agent.Keep(line))
            await Eventually.IsAsync(() => phone.Agent.Health(line).Gateways[0] is { State: GatewayState.Down } down ? down : null);
    }

    private SipDialRequest Call(KamailioPeer kamailio, SipTransport transport) => KamailioPeer.Call(kamailio.Gateway(transport, Trusting()));

    private SipTlsSettings Trusting() => new() { Ca = _authority.Pem };

    private static async Task<RegistrationHealth> StateAsync(SipPhone phone, SipLineSetup line, RegistrationState wanted, KamailioPeer kamailio)
    {
        var state = await Eventually.IsAsync(() => phone.Agent.Health(line).Registration is { State: not RegistrationState.Pending } known ? known : null);
        state.State.ShouldBe(wanted, kamailio.Output);
        return state;
    }
}
