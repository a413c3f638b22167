using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Realtime.Sip.Bench;

namespace Futwork.Tests.Realtime.Sip.Calls;

public sealed class DialogTests
{
    [Fact]
    public async Task Requests_follow_the_peers_contact_wherever_it_moves()
    {
        await using var transports = BenchSockets.Bind();
        var caller = transports.FlowTo(SipTransport.Udp, IPEndPoint.Parse("127.0.0.1:5099"))!;
        var dialog = Dialog.FromRequest(Invite("<sip:peer@127.0.0.2:5070>"), "local", caller);

        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse("127.0.0.2:5070"));
        dialog.NextHop(transports).ShouldBeSameAs(dialog.NextHop(transports));

        dialog.RemoteTarget = "sip:peer@127.0.0.3";
        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse("127.0.0.3:5060"));

        dialog.RemoteTarget = "sip:peer@name.example";
        dialog.NextHop(transports).ShouldBeSameAs(caller);
    }

    [Theory]
    [InlineData("203.0.113.7", "10.0.0.5", "203.0.113.7:5099")]
    [InlineData("203.0.113.7", "192.168.1.5:5070", "203.0.113.7:5099")]
    [InlineData("203.0.113.7", "100.64.1.1", "203.0.113.7:5099")]
    [InlineData("203.0.113.7", "198.51.100.5", "198.51.100.5:5060")]
    [InlineData("192.168.1.7", "10.0.0.5", "10.0.0.5:5060")]
    [InlineData("127.0.0.1", "10.0.0.5", "10.0.0.5:5060")]
    public async Task Private_contact_of_a_peer_that_we_know_by_a_public_address_is_nobody_s(string source, string contact, string next)
    {
        await using var transports = BenchSockets.Bind();
        var caller = transports.FlowTo(SipTransport.Udp, new IPEndPoint(IPAddress.Parse(source), 5099))!;
        var dialog = Dialog.FromRequest(Invite($"<sip:peer@{contact}>"), "local", caller);

        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse(next));
    }

    [Fact]
    public async Task Proxy_that_stays_on_the_path_knows_the_way_to_a_private_contact()
    {
        await using var transports = BenchSockets.Bind();
        var caller = transports.FlowTo(SipTransport.Udp, IPEndPoint.Parse("203.0.113.7:5099"))!;
        var dialog = Dialog.FromRequest(Invite("<sip:peer@10.0.0.5>\nRecord-Route: <sip:198.51.100.9;lr>"), "local", caller);

        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse("198.51.100.9:5060"));
    }

    [Fact]
    public async Task Private_address_of_a_proxy_that_we_know_by_a_public_one_is_nobody_s()
    {
        await using var transports = BenchSockets.Bind();
        var proxy = transports.FlowTo(SipTransport.Udp, IPEndPoint.Parse("203.0.113.7:5099"))!;
        var dialog = Dialog.FromRequest(Invite("<sip:peer@198.51.100.5>\nRecord-Route: <sip:10.0.0.9;lr>"), "local", proxy);

        dialog.NextHop(transports).ShouldBeSameAs(proxy);
    }

    [Fact]
    public async Task Connection_that_was_made_in_the_place_of_a_lost_one_is_in_use()
    {
        await using var transports = BenchSockets.Bind();
        var lost = (StreamFlow)transports.FlowTo(SipTransport.Tls, IPEndPoint.Parse("127.0.0.1:5099"))!;
        var dialog = Dialog.FromRequest(Invite("<sip:peer@name.example>"), "local", lost);
        dialog.Uses(lost).ShouldBeTrue();
        lost.Close();

        var next = dialog.NextHop(transports);

        next.ShouldNotBeSameAs(lost);
        dialog.Uses(next).ShouldBeTrue();
        dialog.Uses(transports.FlowTo(SipTransport.Tls, IPEndPoint.Parse("127.0.0.1:5098"))!).ShouldBeFalse();
    }

    private static Futwork.Realtime.Sip.Messages.SipMessage Invite(string contact) => Bytes.Parse($"""
        INVITE sip:we@127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bK1
        From: <sip:peer@127.0.0.2>;tag=1
        To: <sip:we@127.0.0.1>
        Call-ID: x
        CSeq: 1 INVITE
        Contact: {contact}


        """);
}
