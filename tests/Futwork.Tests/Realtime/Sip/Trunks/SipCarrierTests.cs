using System.Text.Json;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip.Trunks;

public sealed class SipCarrierTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WirePeer _gateway = new();
    private SipPhone _phone = null!;
    private SipCarrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync();
        _carrier = new SipCarrier(_phone.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _carrier.DisposeAsync();
        await _phone.DisposeAsync();
        _gateway.Dispose();
    }

    [Theory]
    [InlineData("""{"host":"sip.example.net"}""")]
    [InlineData("""{"host":"203.0.113.7","port":5070,"transport":"tcp","username":"u","password":"p","authId":"a","fromDomain":"carrier.example","codecs":["pcma"],"leadingPlus":false,"headers":{"X-Account":"42"}}""")]
    [InlineData("""{"host":"[2001:db8::1]","username":null}""")]
    [InlineData("""{"host":"sip.example.net","transport":"tls","tls":{"serverName":"carrier.example"}}""")]

    [InlineData("""{"host":"h","mediaEncryption":"required","allowKeysInClear":true}""")]
    [InlineData("""{"host":"h","codecs":["OPUS","g722","PCMU"]}""")]
    [InlineData("""{"host":"h","announcements":true}""")]
    [InlineData("""{"host":"203.0.113.9","domain":"ims.example","fromUser":"+914440001000","calledNumbers":{"+91":"0","+":"00"},"callerNumbers":{"160":"9#*A"}}""")]
    [InlineData("""{"host":"h","headers":{"X-Lead":"{leadId}/{callSid}","Diversion":"<sip:+911600110011@h>;reason=unconditional"},"transfer":"bridge"}""")]
    [InlineData("""{"gateways":[{"host":"a","transport":"tls"},{"host":"b","transport":"tls"}],"mediaEncryption":"required"}""")]
    public void Settings_that_make_sense_pass(string settings) => _carrier.Check(Json(settings)).ShouldBeEmpty();

    [Theory]
    [InlineData("""[]""", "")]
    [InlineData("""{}""", "/host")]
    [InlineData("""{"host":"sip.example.net:5060"}""", "/host")]
    [InlineData("""{"host":"h h"}""", "/host")]
    [InlineData("""{"host":7}""", "/host")]
    [InlineData("""{"host":"h","port":0}""", "/port")]
    [InlineData("""{"host":"h","port":70000}""", "/port")]
    [InlineData("""{"host":"h","port":"5060"}""", "/port")]
    [InlineData("""{"host":"h","port":50.5}""", "/port")]
    [InlineData("""{"host":"h","transport":"sctp"}""", "/transport")]
    [InlineData("""{"host":"h","username":"u"}""", "/password")]
    [InlineData("""{"host":"h","password":"p"}""", "/username")]
    [InlineData("""{"host":"h","fromDomain":"a b"}""", "/fromDomain")]
    [InlineData("""{"host":"h","domain":"sip:h"}""", "/domain")]
    [InlineData("""{"host":"h","fromUser":""}""", "/fromUser")]
    [InlineData("""{"host":"h","calledNumbers":[]}""", "/calledNumbers")]
    [InlineData("""{"host":"h","calledNumbers":{"":"0"}}""", "/calledNumbers/")]
    [InlineData("""{"host":"h","calledNumbers":{"+91/0":"0"}}""", "/calledNumbers/+91~10")]
    [InlineData("""{"host":"h","calledNumbers":{"+91":null}}""", "/calledNumbers/+91")]
    [InlineData("""{"host":"h","callerNumbers":{"+91":"0 "}}""", "/callerNumbers/+91")]
    [InlineData("""{"host":"h","codecs":[]}""", "/codecs")]
    [InlineData("""{"host":"h","codecs":["PCMU","G729"]}""", "/codecs/1")]
    [InlineData("""{"host":"h","leadingPlus":"yes"}""", "/leadingPlus")]
    [InlineData("""{"host":"h","mediaEncryption":"sdes"}""", "/mediaEncryption")]
    [InlineData("""{"host":"h","mediaEncryption":"optimistic"}""", "/mediaEncryption")]
    [InlineData("""{"host":"h","mediaEncryption":"required","transport":"tcp","allowKeysInClear":false}""", "/mediaEncryption")]
    [InlineData("""{"host":"h","headers":{"X-A":"{lead}"}}""", "/headers/X-A")]
    [InlineData("""{"host":"h","transfer":"blind"}""", "/transfer")]
    [InlineData("""{"host":"h","announcements":"yes"}""", "/announcements")]
    [InlineData("""{"host":"h","headers":{"X a":"b"}}""", "/headers/X a")]
    [InlineData("""{"host":"h","headers":{"X-A":"b\r\nX-C: d"}}""", "/headers/X-A")]
    [InlineData("""{"host":"h","headers":{"X-A":5}}""", "/headers/X-A")]
    [InlineData("""{"host":"h","headers":{"via":"b"}}""", "/headers/via")]
    [InlineData("""{"host":"h","host/name~":1}""", "/host~1name~0")]
    public void Settings_that_do_not_are_named_with_what_would_be_right(string settings, string pointer)
    {
        var problem = _carrier.Check(Json(settings)).ShouldHaveSingleItem();

        problem.Pointer.ShouldBe(pointer);
        problem.Message.Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Every_problem_is_named_at_once() =>
        _carrier.Check(Json("""{"port":0,"transport":"x","nonsense":true}""")).Select(p => p.Pointer)
            .ShouldBe(["/nonsense", "/host", "/port", "/transport"]);

    [Fact]
    public async Task Dial_speaks_as_the_trunk_demands()
    {
        var settings = Json($$"""
            {"host":"127.0.0.1","port":{{_gateway.Port}},"leadingPlus":false,"fromDomain":"carrier.example","codecs":["PCMA"],"headers":{"X-Account":"41","x-account":"42"} }
            """);
        var id = Guid.NewGuid();

        var leg = _carrier.Dial(new DialRequest { CallId = id, To = "+919999789877", From = "+911600110011", Settings = settings });

        var invite = await _gateway.ExpectAsync($"INVITE sip:919999789877@127.0.0.1:{_gateway.Port} SIP/2.0");
        leg.ProviderCallId.ShouldBe(id.ToString());
        Bytes.Text(invite.CallId).ShouldBe(id.ToString());
        invite.Text("From").ShouldStartWith("<sip:911600110011@carrier.example>;tag=");
        invite.Text("X-Account").ShouldBe("42");
        Bytes.Text(invite.Body).ShouldContain("RTP/AVP 8 101");
        _gateway.Respond(invite, 404);
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.InvalidNumber, SipStatus: 404));
    }

    [Fact]
    public async Task A_call_that_nobody_wants_any_more_does_not_leave()
    {
        var settings = Json($$"""{"host":"127.0.0.1","port":{{_gateway.Port}}}""");

        var leg = _carrier.Dial(new DialRequest { CallId = Guid.NewGuid(), To = "+919999789877", From = "+911600110011", Settings = settings, MayLeave = () => false });

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Missed));
        _gateway.IsWaiting.ShouldBeFalse();
    }

    [Fact]
    public async Task A_number_that_is_a_whole_address_leads_nowhere_but_to_the_trunk()
    {
        var settings = Json($$"""{"host":"127.0.0.1","port":{{_gateway.Port}}}""");

        var leg = _carrier.Dial(new DialRequest { CallId = Guid.NewGuid(), To = "sip:900123@127.0.0.9", From = "+911600110011", Settings = settings });

        _gateway.Respond(await _gateway.ExpectAsync($"INVITE sip:sip%3A900123%40127.0.0.9@127.0.0.1:{_gateway.Port} SIP/2.0"), 404);
        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.InvalidNumber);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(""","announcements":false""", 0)]
    [InlineData(""","announcements":true""", 1)]
    public async Task Only_a_trunk_that_is_set_to_listens_to_what_comes_before_the_answer(string setting, int listeners)
    {
        var asked = 0;
        var leg = _carrier.Dial(new DialRequest
        {
            CallId = Guid.NewGuid(),
            To = "+919999789877",
            From = "+911600110011",
            Settings = Json($$"""{"host":"127.0.0.1","port":{{_gateway.Port}}{{setting}}}"""),
            OnEarlySound = () =>
            {
                asked++;
                return new ScriptedAudio(0);
            },
        });

        var invite = await _gateway.ExpectAsync("INVITE ");
        _gateway.Respond(invite, 183, sdp: WirePeer.Sdp);
        _gateway.Respond(invite, 183, sdp: WirePeer.Sdp);
        _gateway.Respond(invite, 404);

        await leg.Answer.WaitAsync(Patience);
        asked.ShouldBe(listeners);
    }

    /// <summary>A machine without the library of a codec, or a node of another build, finds wrong what was right where the trunk was saved.</summary>
    [Theory]
    [InlineData("""{"host":"203.0.113.7","codecs":["G729"],"username":"desk","password":"p","register":true}""", "203.0.113.7", "desk")]
    [InlineData("""{"host":"203.0.113.7","nonsense":1,"username":"desk","register":{"expirySeconds":1}}""", "203.0.113.7", "desk")]
    [InlineData("""{"gateways":[{"host":"203.0.113.7","weight":2},{"host":"203.0.113.8","port":70000},{"host":"h h"}]}""", "203.0.113.7", null)]
    [InlineData("""{"codecs":["PCMU"],"username":"desk"}""", "", null)]
    [InlineData("""[]""", "", null)]
    public async Task Who_may_call_is_known_whatever_else_is_wrong_with_the_settings(string settings, string sources, string? user)
    {
        _carrier.Check(Json(settings)).ShouldNotBeEmpty();

        string.Join(' ', await SipCarrier.SourcesAsync(_phone.Agent, Json(settings))).ShouldBe(sources);
        SipCarrier.RegisteredUser(Json(settings)).ShouldBe(user);
    }

    [Fact]
    public void Dialling_with_wrong_settings_is_the_callers_mistake() =>
        Should.Throw<ArgumentException>(() => _carrier.Dial(new DialRequest { CallId = Guid.NewGuid(), To = "+1", From = "+2", Settings = Json("{}") }))
            .Message.ShouldContain("/host");

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
