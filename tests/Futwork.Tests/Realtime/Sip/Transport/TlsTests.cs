using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>Calls over TLS between our own ends, and what makes us refuse a peer.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Both_sides_hear_each_other_and_the_callee_hangs_up_over_the_same_connection()
    {
        var answered = new TaskCompletionSource<ICallLeg>();
        ScriptedAudio caller = new(400, keep: 10), callee = new(1000, keep: 10);
        var contact = "";
        await using var far = await FarAsync(_authority.Issue(["sip.example.net"]), async call =>
        {
            contact = call.Header("Contact")!;
            var leg = await call.AnswerAsync();
            leg.Attach(callee);
            answered.SetResult(leg);
        });
        await using var near = await SipPhone.StartAsync();

        var leg = near.Agent.Dial(To(far, Trusting() with { ServerName = "sip.example.net" }));
        leg.Attach(caller);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, SipStatus: 200));
        await Task.WhenAll(caller.Full, callee.Full).WaitAsync(Patience);
        contact.ShouldContain(";transport=tls");
        await (await answered.Task).HangUpAsync();
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Fact]
    public async Task Request_uri_and_via_say_tls()
    {
        string? via = null, target = null;
        await using var far = await FarAsync(_authority.Issue(["127.0.0.1"]), call =>
        {
            via = call.Header("Via");
            target = call.RequestUri;
            call.Reject(486);
            return Task.CompletedTask;
        });
        await using var near = await SipPhone.StartAsync();

        (await near.Agent.Dial(To(far, Trusting())).Answer.WaitAsync(Patience)).Result.ShouldBe(LegResult.Busy);

        via.ShouldNotBeNull().ShouldStartWith("SIP/2.0/TLS 127.0.0.1:");
        via.ShouldEndWith(";alias");
        target.ShouldBe($"sip:+919999789877@127.0.0.1:{far.Agent.TlsEndPoint!.Port};transport=tls");
    }

    /// <summary>RFC 3261 sections 8.1.1.8 and 12.1.1: who calls and who is called by a <c>sips:</c> URI names one as Contact, and what goes on in the call follows it.</summary>
    [Fact]
    public async Task Secure_uri_is_called_and_answered_with_secure_contacts()
    {
        IncomingCall? incoming = null;
        var answered = new TaskCompletionSource<ICallLeg>();
        await using var far = await FarAsync(_authority.Issue(["127.0.0.1"]), async call =>
        {
            incoming = call;
            answered.SetResult(await call.AnswerAsync());
        });
        await using var near = await SipPhone.StartAsync();

        var leg = near.Agent.Dial(To(far, Trusting()) with { Secure = true });

        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        incoming.ShouldNotBeNull().RequestUri.ShouldBe($"sips:+919999789877@127.0.0.1:{far.Agent.TlsEndPoint!.Port}");
        incoming.Header("To").ShouldNotBeNull().ShouldStartWith("<sips:");
        incoming.Header("Contact").ShouldNotBeNull().ShouldStartWith("<sips:+911600110011@127.0.0.1:");
        near.Agent.Stack.Sessions.Values.ShouldHaveSingleItem().Terms.Dialog.RemoteTarget.ShouldStartWith("sips:+919999789877@127.0.0.1:");
        await (await answered.Task).HangUpAsync();
        (await leg.Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }

    [Theory]
    [InlineData("sip.example.net", "sip:sip.example.net", null)]
    [InlineData("SIP.example.net", "sip.EXAMPLE.net", null)]
    [InlineData("127.0.0.1", "127.0.0.1", null)]
    [InlineData("sip.example.net", null, null)]
    [InlineData("sip.example.net", "sip:alice@sip.example.net", "is not for 'sip.example.net'")]
    [InlineData("sip.example.net", "example.net", "is not for 'sip.example.net' but for example.net")]
    [InlineData("sip.example.net", "*.example.net", "a wildcard is not enough for SIP (RFC 5922)")]
    public async Task Certificate_must_bear_the_name_that_was_asked_for(string asked, string? name, string? refusal)
    {
        var certificate = name is null ? _authority.Issue([], common: "sip.example.net") : _authority.Issue([name], common: "sip.example.net");

        (await RefusalAsync(certificate, Trusting() with { ServerName = asked })).ShouldContain(refusal ?? "accepted");
    }

    [Fact]
    public async Task Wildcard_is_taken_where_the_trunk_allows_it() =>
        (await RefusalAsync(_authority.Issue(["*.example.net"]), Trusting() with { ServerName = "sip.example.net", Wildcards = true })).ShouldBe("accepted");

    [Fact]
    public async Task Authority_that_is_not_trusted_is_named()
    {
        using var other = new TestAuthority("Somebody else");

        var refusal = await RefusalAsync(other.Issue(["127.0.0.1"]), Trusting());

        refusal.ShouldContain("signed by an authority that is not trusted here (Somebody else)");
        refusal.ShouldContain("tls.ca");
    }

    [Fact]
    public async Task Expired_certificate_is_refused_with_its_dates() =>
        (await RefusalAsync(_authority.Issue(["127.0.0.1"], until: new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero)), Trusting()))
            .ShouldContain("has expired or is not valid yet: it is valid from 2025-01-02 03:04Z to 2026-01-02 03:04Z");

    [Fact]
    public async Task Pinned_key_is_wanted_on_top_of_the_authority()
    {
        var certificate = _authority.Issue(["127.0.0.1"]);
        var other = _authority.Issue(["127.0.0.1"]);

        (await RefusalAsync(certificate, Trusting() with { Pins = [other.Pin, certificate.Pin] })).ShouldBe("accepted");
        (await RefusalAsync(certificate, Trusting() with { Pins = [other.Pin] })).ShouldContain($"its public key is none of tls.pins; it is {certificate.Pin}");
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.20", "accepted")]
    [InlineData("1.3.6.1.5.5.7.3.4", "not made for servers")]
    public async Task Certificate_is_made_for_servers_or_sip_domains(string purpose, string verdict) =>
        (await RefusalAsync(_authority.Issue(["127.0.0.1"], purpose: purpose), Trusting())).ShouldContain(verdict);

    [Fact]
    public async Task Listener_that_wants_a_certificate_gets_the_trunks()
    {
        var ours = _authority.Issue(["client.example.net"]);
        using var strangers = new TestAuthority("Strangers");
        var stranger = strangers.Issue(["client.example.net"]);
        await using var far = await FarAsync(_authority.Issue(["127.0.0.1"]), Refuse, _authority);
        await using var near = await SipPhone.StartAsync();

        (await DialAsync(near, far, Trusting() with { ClientCertificate = ours.Pem, ClientKey = ours.KeyPem })).ShouldBe(LegResult.Busy);
        (await DialAsync(near, far, Trusting() with { ClientCertificate = stranger.Pem, ClientKey = stranger.KeyPem })).ShouldBe(LegResult.Unreachable);
        (await DialAsync(near, far, Trusting())).ShouldBe(LegResult.Unreachable);
    }

    [Fact]
    public async Task Connection_is_shared_by_calls_that_ask_the_same_and_not_by_others()
    {
        List<string> vias = [];
        var certificate = _authority.Issue(["127.0.0.1", "sip.example.net"]);
        await using var far = await FarAsync(certificate, call =>
        {
            vias.Add(call.Header("Via")!.Split(';')[0]);
            return Refuse(call);
        });
        await using var near = await SipPhone.StartAsync();

        await DialAsync(near, far, Trusting());
        await DialAsync(near, far, Trusting());
        await DialAsync(near, far, Trusting() with { Pins = [certificate.Pin] });

        vias[1].ShouldBe(vias[0]);
        vias[2].ShouldNotBe(vias[0]);
    }

    [Fact]
    public async Task Blank_lines_are_answered_over_tls_as_rfc_5626_has_it()
    {
        await using var far = await FarAsync(_authority.Issue(["127.0.0.1"]), Refuse);
        using var socket = new TcpClient();
        await socket.ConnectAsync(far.Agent.TlsEndPoint!);
        await using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await stream.AuthenticateAsClientAsync("");

        await stream.WriteAsync("\r\n\r\n"u8.ToArray());

        var pong = new byte[2];
        await stream.ReadExactlyAsync(pong).AsTask().WaitAsync(Patience);
        Encoding.ASCII.GetString(pong).ShouldBe("\r\n");
    }

    [Fact]
    public async Task Renewed_certificate_is_shown_to_whoever_connects_next()
    {
        TestCertificate first = _authority.Issue(["127.0.0.1"]), second = _authority.Issue(["127.0.0.1"]);
        var shown = first.Listener();
        await using var far = await SipPhone.StartAsync(Refuse, sip: new SipOptions { TlsListener = first.Listener() with { Latest = () => shown } });

        (await ShownAsync(far)).ShouldBe(first.Pin);
        shown = second.Listener();

        (await ShownAsync(far)).ShouldBe(second.Pin);
        (await ShownAsync(far)).ShouldBe(second.Pin);
    }

    /// <summary>The key of the certificate that it shows.</summary>
    private static async Task<string> ShownAsync(SipPhone far)
    {
        var pin = "";
        using var socket = new TcpClient();
        await socket.ConnectAsync(far.Agent.TlsEndPoint!);
        await using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) =>
        {
            pin = shown is X509Certificate2 certificate ? TestCertificate.PinOf(certificate) : "";
            return pin.Length > 0;
        });
        await stream.AuthenticateAsClientAsync("").WaitAsync(Patience);
        return pin;
    }

    private static Task Refuse(IncomingCall call)
    {
        call.Reject(486);
        return Task.CompletedTask;
    }

    private static Task<SipPhone> FarAsync(TestCertificate certificate, Func<IncomingCall, Task> take, TestAuthority? clients = null) =>
        SipPhone.StartAsync(take, sip: new SipOptions { TlsListener = certificate.Listener(clients?.Roots) });

    private static SipDialRequest To(SipPhone far, SipTlsSettings tls) =>
        SipPhone.To(far.Agent.TlsEndPoint!.Port) with { Transport = SipTransport.Tls, Tls = tls };

    private static async Task<LegResult> DialAsync(SipPhone near, SipPhone far, SipTlsSettings tls) =>
        (await near.Agent.Dial(To(far, tls)).Answer.WaitAsync(Patience)).Result;

    private SipTlsSettings Trusting() => new() { Ca = _authority.Pem };

    /// <summary>What the log says of the refused certificate, or that it was accepted.</summary>
    private static async Task<string> RefusalAsync(TestCertificate certificate, SipTlsSettings tls)
    {
        using var log = new CollectedLog();
        await using var far = await FarAsync(certificate, Refuse);
        await using var near = await SipPhone.StartAsync(loggers: log);
        if (await DialAsync(near, far, tls) == LegResult.Busy) return "accepted";
        return log.Lines.Single(line => line.StartsWith("Warning: No SIP connection over TLS to 127.0.0.1:", StringComparison.Ordinal));
    }
}
