using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip.Calls;

public sealed class DialogTests
{
    [Fact]
    public async Task Requests_follow_the_peers_contact_wherever_it_moves()
    {
        var options = new SipOptions { BindAddress = IPAddress.Loopback };
        var receiver = new SipReceiver(new SipCounters(), NullLogger.Instance, static (_, _) => { }, static (_, _, _) => { }, static _ => { });
        await using var transports = SipTransports.Bind(options, new LocalAddress(options), receiver, TimeProvider.System);
        var caller = transports.FlowTo(SipTransport.Udp, IPEndPoint.Parse("127.0.0.1:5099"))!;
        var dialog = Dialog.FromRequest(Invite("<sip:peer@127.0.0.2:5070>"), "local", caller);

        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse("127.0.0.2:5070"));
        dialog.NextHop(transports).ShouldBeSameAs(dialog.NextHop(transports));

        dialog.RemoteTarget = "sip:peer@127.0.0.3";
        dialog.NextHop(transports).Remote.ShouldBe(IPEndPoint.Parse("127.0.0.3:5060"));

        dialog.RemoteTarget = "sip:peer@name.example";
        dialog.NextHop(transports).ShouldBeSameAs(caller);
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
