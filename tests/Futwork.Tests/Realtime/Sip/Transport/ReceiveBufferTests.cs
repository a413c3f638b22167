using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class ReceiveBufferTests
{
    [Fact]
    public void Socket_gets_the_room_that_it_wants_or_it_is_told_that_there_is_less()
    {
        using var socket = Bound();
        using var log = new CollectedLog();

        ReceiveBuffer.Widen(socket, log);

        var hasRoom = socket.ReceiveBufferSize >= ReceiveBuffer.WantedBytes;
        log.Lines.Count(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("net.core.rmem_max", StringComparison.Ordinal)).ShouldBe(hasRoom ? 0 : 1);
    }

    [Fact]
    public void Burst_of_a_thousand_messages_finds_room()
    {
        using var socket = Bound();
        using var log = new CollectedLog();
        ReceiveBuffer.Widen(socket, log);
        Assert.SkipUnless(log.Lines.IsEmpty, "The kernel gives no more room here (net.core.rmem_max).");

        Send(socket, 1000);

        ReceiveBuffer.Lost(socket).ShouldBe(0);
        Waiting(socket).ShouldBe(1000);
    }

    [Fact]
    public void What_found_no_room_is_counted()
    {
        using var socket = Bound();
        socket.ReceiveBufferSize = 1;

        Send(socket, 200);

        ReceiveBuffer.Lost(socket).ShouldBeGreaterThan(0);
        Waiting(socket).ShouldBe(200 - (int)ReceiveBuffer.Lost(socket));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>Over loopback a datagram is in the buffer, or lost, when it has been sent.</summary>
    private static void Send(Socket target, int count)
    {
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (var message = 0; message < count; message++) sender.SendTo(new byte[900], target.LocalEndPoint!);
    }

    private static int Waiting(Socket socket)
    {
        var count = 0;
        var buffer = new byte[1000];
        for (; socket.Available > 0; count++) socket.Receive(buffer);
        return count;
    }
}
