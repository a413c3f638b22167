using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>A call that is not wanted any more while it is under way, of which no further INVITE leaves. The test plays both gateways.</summary>
public sealed class UnwantedInviteTests : TwoGateways
{
    private const string Challenge = "Proxy-Authenticate: Digest realm=\"r\", nonce=\"1\"";

    private volatile bool _isWanted = true;

    [Fact]
    public async Task A_first_invite_that_is_not_wanted_does_not_leave_and_the_call_was_not_made()
    {
        _isWanted = false;

        var leg = Dial();

        await EndsAsync(leg, new LegAnswer(LegResult.Missed));
    }

    [Theory]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\"")]
    [InlineData(407, Challenge)]
    [InlineData(420, "Unsupported: timer")]
    [InlineData(422, "Min-SE: 3600")]
    [InlineData(488, null)]
    public async Task An_invite_that_is_asked_for_otherwise_does_not_leave_again_and_the_call_was_not_made(int status, string? header)
    {
        var leg = Phone.Agent.Dial(Request() with { MediaEncryption = SipMediaEncryption.Required });

        await RefuseAsync(First, status, header is null ? [] : [header]);

        await EndsAsync(leg, new LegAnswer(LegResult.Missed));
    }

    [Fact]
    public async Task A_phone_that_rang_before_a_password_was_asked_for_has_rung()
    {
        var leg = Dial();
        var invite = await First.ExpectAsync("INVITE ");
        _isWanted = false;

        First.Respond(invite, 180);
        First.Respond(invite, 407, headers: Challenge);
        await First.ExpectAsync("ACK ");

        await EndsAsync(leg, new LegAnswer(LegResult.NoAnswer, Rang: true));
    }

    [Fact]
    public async Task An_invite_that_nobody_heard_is_repeated_only_while_the_call_is_wanted_and_may_still_be_answered()
    {
        var leg = Dial(Of(First));
        var invite = await First.ExpectAsync("INVITE ");

        _isWanted = false;
        Time.Advance(TimeSpan.FromSeconds(16));
        await NothingLeavesAsync();
        _isWanted = true;
        Time.Advance(TimeSpan.FromSeconds(15.6));
        await First.ExpectAsync("INVITE ");

        First.Respond(invite, 486);
        await First.ExpectAsync("ACK ");
        await EndsAsync(leg, new LegAnswer(LegResult.Busy, SipStatus: 486));
    }

    [Fact]
    public async Task No_invite_goes_to_the_next_gateway_and_the_call_ends_as_the_last_had_it()
    {
        var leg = Dial();

        await RefuseAsync(First, 503);

        await EndsAsync(leg, new LegAnswer(LegResult.Congestion, SipStatus: 503));
    }

    [Fact]
    public async Task The_next_gateway_gets_no_password_and_the_call_ends_as_the_one_before_had_it()
    {
        var leg = Dial();
        First.Respond(await First.ExpectAsync("INVITE "), 503);
        await First.ExpectAsync("ACK ");

        await RefuseAsync(Second, 407, Challenge);

        await EndsAsync(leg, new LegAnswer(LegResult.Congestion, SipStatus: 503));
    }

    [Fact]
    public async Task An_invite_that_is_not_wanted_any_more_when_its_connection_is_there_does_not_leave()
    {
        using var peer = new TcpListener(IPAddress.Loopback, 0);
        peer.Start();
        var gateway = new SipGateway { Host = "127.0.0.1", Port = ((IPEndPoint)peer.LocalEndpoint).Port, Transport = SipTransport.Tcp };
        var asked = 0;

        var leg = Phone.Agent.Dial(Call([gateway]) with { MayLeave = () => Interlocked.Increment(ref asked) == 1 });

        await EndsAsync(leg, new LegAnswer(LegResult.Missed));
    }

    private ICallLeg Dial(params SipGateway[] gateways) => Phone.Agent.Dial(Request(gateways));

    private SipDialRequest Request(params SipGateway[] gateways) =>
        Call(gateways) with { Credentials = new SipCredentials("u", "p"), MayLeave = () => _isWanted };

    /// <summary>The gateway refuses the INVITE, and nobody wants the call any more by then.</summary>
    private async Task RefuseAsync(WirePeer gateway, int status, params string[] headers)
    {
        var invite = await gateway.ExpectAsync("INVITE ");
        _isWanted = false;
        gateway.Respond(invite, status, headers: headers);
        await gateway.ExpectAsync("ACK ");
    }

    private async Task EndsAsync(ICallLeg leg, LegAnswer answer)
    {
        (await leg.Answer.WaitAsync(Patience)).ShouldBe(answer);
        await NothingLeavesAsync();
    }

    private async Task NothingLeavesAsync()
    {
        await Phone.HandledAsync();
        (First.IsWaiting, Second.IsWaiting).ShouldBe((false, false));
    }
}
