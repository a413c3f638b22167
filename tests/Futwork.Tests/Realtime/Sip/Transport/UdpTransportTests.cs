using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>What is remembered of peers over UDP. Nothing is sent.</summary>
public sealed class UdpTransportTests : IAsyncDisposable
{
    private static readonly IPEndPoint Carrier = IPEndPoint.Parse("192.0.2.1:5060");
    private readonly UdpTransport _transport;
    private IPAddress? _ours = IPAddress.Parse("10.0.0.7");

    public UdpTransportTests()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var receiver = new SipReceiver(new SipCounters(), NullLogger.Instance, static (_, _) => { }, static (_, _, _) => { }, static _ => { });
        _transport = new UdpTransport(socket, new LocalAddress(new SipOptions(), _ => _ours), receiver);
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    [Fact]
    public void Peer_that_was_asked_for_before_the_network_was_there_is_told_where_we_are_once_it_is()
    {
        _ours = null;
        _transport.FlowTo(Carrier).LocalHostPort.ShouldBe($"127.0.0.1:{_transport.Port}");

        _ours = IPAddress.Parse("10.0.0.7");

        var flow = _transport.FlowTo(Carrier);
        flow.LocalHostPort.ShouldBe($"10.0.0.7:{_transport.Port}");
        _transport.FlowTo(Carrier).ShouldBeSameAs(flow);
    }

    [Fact]
    public void What_a_carrier_told_of_our_address_outlives_any_number_of_strangers()
    {
        ViaValue.TryParse("SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1;rport=40123;received=203.0.113.5"u8, out var via).ShouldBeTrue();
        _transport.FlowTo(Carrier).Learn(via);

        for (var port = 1; port <= 10_000; port++) _transport.FlowTo(new IPEndPoint(IPAddress.Loopback, port));

        _transport.FlowTo(Carrier).PublicHostPort.ShouldBe("203.0.113.5:40123");
    }
}
