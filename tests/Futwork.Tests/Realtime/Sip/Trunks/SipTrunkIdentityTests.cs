using System.Text.Json;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Trunks;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Trunks;

/// <summary>By which domain, account and numbers a trunk speaks of the two ends of a call.</summary>
public sealed class SipTrunkIdentityTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly WirePeer _gateway = new();
    private SipPhone _phone = null!;
    private SipCarrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _carrier = new SipCarrier(_phone.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _carrier.DisposeAsync();
        await _phone.CloseAsync(_time);
        _gateway.Dispose();
    }

    [Fact]
    public async Task Domain_behind_the_gateway_is_what_is_called_and_what_calls()
    {
        var invite = await InviteAsync("""
            "domain":"ims.example"
            """);

        Bytes.Text(invite.RequestUri).ShouldBe("sip:+919999789877@ims.example");
        invite.Text("To").ShouldBe("<sip:+919999789877@ims.example>");
        invite.Text("From").ShouldStartWith("<sip:+911600110011@ims.example>;tag=");
        invite.Text("P-Asserted-Identity").ShouldBe("<sip:+911600110011@ims.example>");
    }

    [Fact]
    public async Task Account_may_stand_in_From_with_the_caller_id_beside_it()
    {
        var invite = await InviteAsync("""
            "domain":"ims.example","fromDomain":"account.example","fromUser":"+914440001000"
            """);

        Bytes.Text(invite.RequestUri).ShouldBe("sip:+919999789877@ims.example");
        invite.Text("From").ShouldStartWith("<sip:+914440001000@account.example>;tag=");
        invite.Text("Contact").ShouldBe($"<sip:+914440001000@127.0.0.1:{_phone.Port}>");
        invite.Text("P-Asserted-Identity").ShouldBe("<sip:+911600110011@account.example>");
    }

    [Theory]
    [InlineData("""{"+91":"0","+":"00"}""", "+919999789877", "09999789877")]
    [InlineData("""{"+91":"0","+":"00"}""", "+442079460000", "00442079460000")]
    [InlineData("""{"+":"00","+91":"0","+9199":"1234#"}""", "+919999789877", "1234%2399789877")]
    [InlineData("""{"+91":""}""", "+919999789877", "9999789877")]
    [InlineData("""{"+91":""}""", "+442079460000", "+442079460000")]
    [InlineData("""{}""", "+919999789877", "+919999789877")]
    public async Task Numbers_are_written_as_the_carrier_wants_them(string rules, string number, string written)
    {
        var invite = await InviteAsync($"\"calledNumbers\":{rules}", to: number);

        Bytes.Text(invite.RequestUri).ShouldBe($"sip:{written}@127.0.0.1:{_gateway.Port}");
        invite.Text("To").ShouldBe($"<sip:{written}@127.0.0.1:{_gateway.Port}>");
        invite.Text("From").ShouldStartWith("<sip:+911600110011@127.0.0.1>");
    }

    [Fact]
    public async Task Caller_ids_have_a_form_of_their_own_and_headers_name_both_as_they_are_written()
    {
        var invite = await InviteAsync("""
            "leadingPlus":false,"callerNumbers":{"+91":"0"},"headers":{"P-Preferred-Identity":"<sip:{from}@ims.example>","X-To":"{to}"}
            """);

        invite.Text("From").ShouldStartWith("<sip:01600110011@127.0.0.1>");
        invite.Text("P-Preferred-Identity").ShouldBe("<sip:01600110011@ims.example>");
        invite.Text("P-Asserted-Identity").ShouldBeNull();
        invite.Text("X-To").ShouldBe("919999789877");
    }

    [Fact]
    public async Task Number_that_a_call_is_handed_over_to_is_written_like_those_that_are_called()
    {
        var leg = Dial(""" "domain":"ims.example","calledNumbers":{"+91":"0","+":"00"} """);
        _gateway.Respond(await _gateway.ExpectAsync("INVITE "), 200, sdp: WirePeer.Sdp);
        await _gateway.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();

        var transfer = leg.TransferAsync("+911204567890");

        var refer = await _gateway.ExpectAsync("REFER ");
        refer.Text("Refer-To").ShouldBe("<sip:01204567890@ims.example>");
        _gateway.Respond(refer, 603);
        (await transfer.WaitAsync(Patience)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Registration_is_at_the_domain()
    {
        await using var line = _carrier.Keep(Settings(""" "domain":"ims.example","fromDomain":"account.example","username":"desk","password":"p","register":true """));

        var register = await _gateway.ExpectAsync("REGISTER sip:ims.example SIP/2.0");

        register.Text("To").ShouldBe("<sip:desk@ims.example>");
        _gateway.Respond(register, 403);
    }

    [Fact]
    public async Task Call_that_is_sent_on_within_the_domain_goes_by_the_gateways_and_one_sent_elsewhere_names_that_place()
    {
        using var elsewhere = new WirePeer();
        var leg = Dial(""" "domain":"ims.example","username":"u","password":"p" """);
        await RedirectAsync("<sip:+911204567890@ims.example>");

        Bytes.Text((await RedirectAsync($"<sip:desk@127.0.0.1:{elsewhere.Port}>")).RequestUri).ShouldBe("sip:+911204567890@ims.example");

        var invite = await elsewhere.ExpectAsync("INVITE ");
        Bytes.Text(invite.RequestUri).ShouldBe($"sip:desk@127.0.0.1:{elsewhere.Port}");
        invite.Text("From").ShouldStartWith("<sip:+911600110011@ims.example>");
        elsewhere.Respond(invite, 404);
        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.InvalidNumber);
    }

    private async Task<SipMessage> RedirectAsync(string contact)
    {
        var invite = await _gateway.ExpectAsync("INVITE ");
        _gateway.Respond(invite, 302, headers: $"Contact: {contact}");
        await _gateway.ExpectAsync("ACK ");
        return invite;
    }

    private async Task<SipMessage> InviteAsync(string settings, string to = "+919999789877")
    {
        var leg = Dial(settings, to);
        var invite = await _gateway.ExpectAsync("INVITE ");
        _gateway.Respond(invite, 404);
        await _gateway.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.InvalidNumber);
        return invite;
    }

    private ICallLeg Dial(string settings, string to = "+919999789877") =>
        _carrier.Dial(new DialRequest { CallId = Guid.NewGuid(), To = to, From = "+911600110011", Settings = Settings(settings) });

    private JsonElement Settings(string more) => JsonDocument.Parse($$"""{"host":"127.0.0.1","port":{{_gateway.Port}},{{more}}}""").RootElement;
}
