using System.Net;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Messages;

public sealed class SipResponseTemplateTests
{
    private static readonly IPEndPoint Source = new(IPAddress.Parse("198.51.100.9"), 40001);

    [Fact]
    public void Response_copies_what_it_must_and_notes_where_the_request_came_from()
    {
        var text = Respond("Via: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1, SIP/2.0/UDP inner;branch=z9hG4bK2");

        text.ShouldStartWith("SIP/2.0 200 OK\r\n");
        text.ShouldContain("Via: SIP/2.0/UDP 10.0.0.1:5060;rport=40001;branch=z9hG4bK1;received=198.51.100.9\r\nVia: SIP/2.0/UDP inner;branch=z9hG4bK2\r\n");
        text.ShouldContain("\r\nTo: <sip:c@d>;tag=mine\r\n");
        text.ShouldContain("\r\nRecord-Route: <sip:p1;lr>, <sip:p2;lr>\r\nContact: <sip:us>\r\n");
        text.ShouldContain("\r\nCSeq: 3 INVITE\r\n");
        text.ShouldEndWith("\r\nContent-Length: 0\r\n\r\n");
    }

    [Fact]
    public void A_truthful_via_without_rport_is_left_alone() =>
        Respond("Via: SIP/2.0/TCP 198.51.100.9;branch=z9hG4bK1").ShouldContain("Via: SIP/2.0/TCP 198.51.100.9;branch=z9hG4bK1\r\n");

    [Fact]
    public void Vias_beyond_what_there_can_be_of_hops_are_left_out()
    {
        var text = Respond("Via: SIP/2.0/UDP h;branch=z9hG4bK1" + string.Concat(Enumerable.Repeat(",/", 20_000)));

        text.Split("\r\n").Count(line => line.StartsWith("Via: ", StringComparison.Ordinal)).ShouldBe(SipResponseTemplate.MaxVias);
    }

    [Fact]
    public void Line_breaks_in_a_header_value_do_not_begin_a_header()
    {
        var writer = new SipWriter();
        var template = new SipResponseTemplate(Invite("Via: SIP/2.0/UDP h;branch=z9hG4bK1"), Source, writer);

        var text = Bytes.Text(template.Write(writer, new SipResponse(486) { Headers = [new("X-Note", "a\r\nEvil: yes")] }));

        text.ShouldContain("\r\nX-Note: a  Evil: yes\r\n");
    }

    private static string Respond(string via)
    {
        var writer = new SipWriter();
        var template = new SipResponseTemplate(Invite(via), Source, writer);
        return Bytes.Text(template.Write(writer, new SipResponse(200) { ToTag = "mine", Contact = "<sip:us>" }));
    }

    private static SipMessage Invite(string via) => Bytes.Parse($"""
        INVITE sip:c@d SIP/2.0
        {via}
        Record-Route: <sip:p1;lr>, <sip:p2;lr>
        From: <sip:a@b>;tag=1
        To: <sip:c@d>
        Call-ID: x
        CSeq: 3 INVITE


        """);
}
