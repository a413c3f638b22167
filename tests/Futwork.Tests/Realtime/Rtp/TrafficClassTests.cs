using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Tests.Realtime.Sip;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>How packets are marked, as they are on the wire.</summary>
public sealed class TrafficClassTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(40)]
    [InlineData(24)]
    public async Task Signalling_is_marked_as_the_node_says(int dscp)
    {
        var there = IPAddress.Parse($"127.0.4.{dscp}");
        using var wire = Wire(there);
        await using var phone = await SipPhone.StartAsync(sip: new SipOptions { Dscp = dscp });

        _ = phone.Agent.Dial(SipPhone.To(5060) with { Host = there.ToString() });

        (await MarkAsync(wire)).ShouldBe(dscp);
    }

    [Theory]
    [InlineData(46)]
    [InlineData(0)]
    public async Task Sound_is_marked_as_the_node_says(int dscp)
    {
        var there = IPAddress.Parse($"127.0.5.{dscp}");
        using var wire = Wire(there);
        using var socket = RtpSocket.TryBind(IPAddress.Loopback, 0, dscp).ShouldNotBeNull();

        socket.Send([1, 2, 3], new PeerAddress(new IPEndPoint(there, 9)));

        (await MarkAsync(wire)).ShouldBe(dscp);
    }

    [Fact]
    public async Task Connection_that_is_taken_is_marked_as_its_listener()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        using var other = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        TrafficClass.Mark(listener, 40);
        listener.Listen();
        await other.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)listener.LocalEndPoint!).Port));

        using var taken = await listener.AcceptAsync();

        var mark = new byte[4];
        taken.GetRawSocketOption((int)SocketOptionLevel.IPv6, 67, mark);
        (BitConverter.ToInt32(mark) >> 2).ShouldBe(40);
    }

    /// <summary>Sees the IP packets to an address that no other test sends to.</summary>
    private static Socket Wire(IPAddress there)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may look at IP packets.");
        var wire = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp);
        wire.Bind(new IPEndPoint(there, 0));
        return wire;
    }

    /// <summary>The second byte of the IP header (RFC 791), less its last two bits (RFC 2474 section 3).</summary>
    private static async Task<int> MarkAsync(Socket wire)
    {
        var packet = new byte[2000];
        await wire.ReceiveAsync(packet).WaitAsync(Patience);
        return packet[1] >> 2;
    }
}
