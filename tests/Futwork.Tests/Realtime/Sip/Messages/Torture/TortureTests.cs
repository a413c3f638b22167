using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Messages.Torture;

/// <summary>RFC 4475, SIP torture test messages: what our parser makes of each, and what a live agent answers over a real socket.</summary>
public sealed class TortureTests : IAsyncLifetime
{
    private SipPhone _phone = null!;
    private WirePeer _peer = null!;

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(Refuse);
        _peer = new WirePeer(_phone.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _peer.Dispose();
    }

    [Fact]
    public void Every_message_of_the_rfc_is_here() => TortureMessages.Names.Count.ShouldBe(49);

    /// <summary>Section 3.1, and those of 3.2 to 3.4 that are well formed. An INVITE that is understood reaches whoever takes calls, here a busy one.</summary>
    [Theory]
    [InlineData("wsinv", 481)]
    [InlineData("intmeth", 501)]
    [InlineData("esc01", 486)]
    [InlineData("escnull", 405)]
    [InlineData("esc02", 501)]
    [InlineData("lwsdisp", 200)]
    [InlineData("longreq", 486)]
    [InlineData("dblreq", 405)]
    [InlineData("semiuri", 200)]
    [InlineData("transports", 200)]
    [InlineData("mpart01", 405)]
    [InlineData("badbranch", 200)]
    [InlineData("unkscm", 416)]
    [InlineData("novelsc", 416)]
    [InlineData("unksm2", 405)]
    [InlineData("bext01", 420)]
    [InlineData("invut", 415)]
    [InlineData("regaut01", 405)]
    [InlineData("zeromf", 200)]
    [InlineData("cparam01", 405)]
    [InlineData("cparam02", 405)]
    [InlineData("regescrt", 405)]
    [InlineData("sdp01", 406)]
    [InlineData("inv2543", 486)]
    public Task Request_that_is_well_formed_gets_its_answer(string name, int status) => AnswersAsync(name, status);

    /// <summary>Section 3.1.2: not well formed, but what is meant is clear and no two readers would take it differently.</summary>
    [Theory]
    [InlineData("baddate", 486)]
    [InlineData("badaspec", 200)]
    [InlineData("baddn", 200)]
    [InlineData("regbadct", 405)]
    public Task Request_with_a_slip_that_hurts_nobody_is_taken(string name, int status) => AnswersAsync(name, status);

    /// <summary>Sections 3.1.2 and 3.3: what the RFC wants to be answered, with a phrase that says what is wrong.</summary>
    [Theory]
    [InlineData("badinv01", "400 Malformed Via")]
    [InlineData("clerr", "400 Content-Length Does Not Fit The Message")]
    [InlineData("ncl", "400 Content-Length Does Not Fit The Message")]
    [InlineData("scalar02", "400 Malformed CSeq")]
    [InlineData("quotbal", "400 Malformed To")]
    [InlineData("ltgtruri", "400 Malformed Request-URI")]
    [InlineData("lwsruri", "400 Malformed Request-Line")]
    [InlineData("lwsstart", "400 Malformed Request-Line")]
    [InlineData("trws", "400 Malformed Request-Line")]
    [InlineData("badvers", "505 Version Not Supported")]
    [InlineData("mismatch01", "400 CSeq Does Not Name The Method")]
    [InlineData("mismatch02", "501 Not Implemented")]
    [InlineData("insuf", "400 Missing From")]
    [InlineData("multi01", "400 Repeated CSeq")]
    [InlineData("mcl01", "400 Repeated Content-Length")]
    public async Task Request_that_is_invalid_is_told_what_is_wrong_and_leaves_nothing(string name, string answer)
    {
        SipParser.Parse(TortureMessages.Read(name), new SipMessage()).ShouldNotBe(SipParseError.None);

        _peer.SendRaw(TortureMessages.Read(name));
        var text = await _peer.ExpectTextAsync();

        text.ShouldStartWith($"SIP/2.0 {answer}\r\n");
        text.ShouldContain("\r\nVia: SIP/");
        _phone.Agent.Counters.MalformedDropped.ShouldBe(1);
        _phone.Agent.Counters.AnsweredOnce.ShouldBe(1);
        _phone.Agent.Counters.Faults.ShouldBe(0);
        _phone.Agent.Stack.Transactions.Count.ShouldBe(0);
    }

    [Fact]
    public Task Request_uri_with_headers_in_it_is_refused() => AnswersAsync("escruri", 400);

    /// <summary>Sections 3.1.2.5 and 3.1.2.19: responses, dropped and counted.</summary>
    [Theory]
    [InlineData("scalarlg", SipParseError.Header)]
    [InlineData("bigcode", SipParseError.StartLine)]
    internal async Task Response_that_is_invalid_is_dropped_and_counted(string name, SipParseError error)
    {
        SipParser.Parse(TortureMessages.Read(name), new SipMessage()).ShouldBe(error);

        _peer.SendRaw(TortureMessages.Read(name));
        await BarrierAsync();

        _phone.Agent.Counters.MalformedDropped.ShouldBe(1);
        _phone.Agent.Counters.Faults.ShouldBe(0);
    }

    /// <summary>An ACK is never answered, and without a Via nobody knows whose the answer would be.</summary>
    [Theory]
    [InlineData("ACK sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nCSeq: x ACK\n\n")]
    [InlineData("OPTIONS sip:us@127.0.0.1 SIP/2.0\nCSeq: x OPTIONS\n\n")]
    [InlineData("SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nCSeq: x OPTIONS\n\n")]
    public async Task What_cannot_be_answered_is_only_counted(string text)
    {
        _peer.SendRaw(Bytes.Wire(text));
        await BarrierAsync();

        _phone.Agent.Counters.MalformedDropped.ShouldBe(1);
    }

    [Theory]
    [InlineData("sip:@", "400 Malformed Request-URI")]
    [InlineData("sip:us@127.0.0.1:99999", "400 Malformed Request-URI")]
    [InlineData("http://127.0.0.1/", "416 Unsupported URI Scheme")]
    public async Task Uri_that_cannot_be_followed_is_refused(string uri, string answer)
    {
        _peer.SendRaw(Bytes.Wire($"OPTIONS {uri} SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 OPTIONS\n\n"));

        (await _peer.ExpectTextAsync()).ShouldStartWith($"SIP/2.0 {answer}\r\n");
    }

    [Theory]
    [InlineData("unreason", 200, "= 2**3 * 5**2 но сто девяносто девять - простое")]
    [InlineData("noreason", 100, "")]
    [InlineData("bcast", 200, "OK")]
    public async Task Response_is_read_and_belongs_to_nothing(string name, int status, string reason)
    {
        var message = new SipMessage();
        SipParser.Parse(TortureMessages.Read(name), message).ShouldBe(SipParseError.None);
        (message.Status, Bytes.Text(message.ReasonPhrase)).ShouldBe((status, reason));

        _peer.SendRaw(TortureMessages.Read(name));
        await BarrierAsync();

        _phone.Agent.Counters.Unmatched.ShouldBe(1);
    }

    [Fact]
    public void Folded_and_oddly_spaced_invite_says_what_it_says()
    {
        var message = Parse("wsinv");
        Bytes.Text(message.FromTag).ShouldBe("98asjd8");
        Bytes.Text(message.ToTag).ShouldBe("1918181833n");
        message.CSeq.ShouldBe(9u);
        message.Elements(SipHeader.Via).Count.ShouldBe(3);
        Bytes.Text(message.TopVia.Branch).ShouldBe("390skdjuw");
        message.Text("UnknownHeaderWithUnusualValue").ShouldBe(";;,,;;,;");
        Bytes.Text(message.Body).ShouldStartWith("v=0\r\n");
    }

    [Fact]
    public void Escapes_are_decoded_once_and_only_in_the_user_part()
    {
        SipUri.TryParse(Parse("esc01").RequestUri, out var target).ShouldBeTrue();
        target.UserText().ShouldBe("sips:user@example.com");
        Bytes.Text(target.Host).ShouldBe("example.net");
        NameAddress.TryParse(Parse("escnull").Value(SipHeader.To), out var to).ShouldBeTrue();
        SipUri.TryParse(to.Uri, out var named).ShouldBeTrue();
        named.UserText().ShouldBe("null-\0-null");
        Parse("esc02").Method.ShouldBe(SipMethod.Unknown);
    }

    [Fact]
    public void Semicolons_belong_to_the_user_part_before_the_at()
    {
        SipUri.TryParse(Parse("semiuri").RequestUri, out var uri).ShouldBeTrue();
        Bytes.Text(uri.User).ShouldBe("user;par=u%40example.net");
        uri.Parameters.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Second_request_in_a_datagram_is_no_body() => Parse("dblreq").Body.IsEmpty.ShouldBeTrue();

    [Fact]
    public void Binary_parts_of_a_body_come_through_whole()
    {
        var message = Parse("mpart01");
        message.Body.Length.ShouldBe(int.Parse(message.Text("Content-Length")!));
        message.Body.Contains((byte)0x82).ShouldBeTrue();
    }

    [Fact]
    public async Task Requests_with_nothing_but_the_cookie_for_a_branch_are_not_taken_for_one()
    {
        _peer.SendRaw(TortureMessages.Read("badbranch"));
        await _peer.ExpectAsync("SIP/2.0 200 ");

        var other = Encoding.ASCII.GetString(TortureMessages.Read("badbranch")).Replace("badbranch.", "other.", StringComparison.Ordinal);
        _peer.SendRaw(Encoding.ASCII.GetBytes(other));

        Bytes.Text((await _peer.ExpectAsync("SIP/2.0 200 ")).CallId).ShouldStartWith("other.");
    }

    [Fact]
    public async Task Extensions_that_nobody_supports_are_named()
    {
        _peer.SendRaw(TortureMessages.Read("bext01"));

        (await _peer.ExpectAsync("SIP/2.0 420 ")).Text("Unsupported").ShouldBe("nothingSupportsThis, nothingSupportsThisEither");
    }

    /// <summary>RFC 5118: where IPv6 addresses stand in brackets, and what comes of leaving them out.</summary>
    [Theory]
    [InlineData("sip:[2001:db8::10]", "[2001:db8::10]", 0)]
    [InlineData("sip:user@[2001:db8::10:5070]", "[2001:db8::10:5070]", 0)]
    [InlineData("sip:[2001:db8::10]:5070;transport=tcp", "[2001:db8::10]", 5070)]
    [InlineData("sip:[::ffff:192.0.2.10]:19823", "[::ffff:192.0.2.10]", 19823)]
    [InlineData("sip:2001:db8::10", null, 0)]
    public void Address_of_version_six_needs_its_brackets(string text, string? host, int port)
    {
        SipUri.TryParse(Encoding.ASCII.GetBytes(text), out var uri).ShouldBe(host is not null);
        (Bytes.Text(uri.Host), uri.Port).ShouldBe((host ?? "", port));
    }

    private async Task AnswersAsync(string name, int status)
    {
        var request = Parse(name);

        _peer.SendRaw(TortureMessages.Read(name));
        var response = await ResponseAsync(status);

        Bytes.Text(response.CallId).ShouldBe(Bytes.Text(request.CallId));
        response.CSeq.ShouldBe(request.CSeq);
        response.Elements(SipHeader.Via).Count.ShouldBe(request.Elements(SipHeader.Via).Count);
        _phone.Agent.Counters.Faults.ShouldBe(0);
    }

    private async Task<SipMessage> ResponseAsync(int status)
    {
        var response = await _peer.ExpectAsync("SIP/2.0 ");
        if (response.Status == 100) response = await _peer.ExpectAsync("SIP/2.0 ");
        response.Status.ShouldBe(status);
        return response;
    }

    private async Task BarrierAsync()
    {
        _peer.Request("OPTIONS", 1, "From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: barrier");
        Bytes.Text((await _peer.ExpectAsync("SIP/2.0 200 OK")).CallId).ShouldBe("barrier");
    }

    private static SipMessage Parse(string name)
    {
        var message = new SipMessage();
        SipParser.Parse(TortureMessages.Read(name), message).ShouldBe(SipParseError.None);
        return message;
    }

    private static Task Refuse(IncomingCall call)
    {
        call.Reject(486);
        return Task.CompletedTask;
    }
}
