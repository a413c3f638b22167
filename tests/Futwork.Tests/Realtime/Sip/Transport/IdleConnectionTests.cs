using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>What a connection holds while nothing is said over it. Alone, since it looks at the memory of the whole process.</summary>
[Collection(Alone.Name)]
public sealed class IdleConnectionTests
{
    private const int Count = 500;

    [Fact]
    public async Task Idle_connection_holds_no_buffer()
    {
        await using var phone = await SipPhone.StartAsync(sip: new SipOptions { ConnectionsPerSource = 2 * Count });
        List<Socket> peers = [];
        await ConnectAsync(peers, phone.Port, 50);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await ConnectAsync(peers, phone.Port, Count);

        ((GC.GetTotalMemory(forceFullCollection: true) - before) / Count).ShouldBeLessThan(16_384, "bytes for each, with our end of the test's own sockets");
        peers.ForEach(peer => peer.Dispose());
    }

    private static async Task ConnectAsync(List<Socket> peers, int port, int count)
    {
        var request = Bytes.Wire("OPTIONS sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
        var answer = new byte[4096];
        for (var i = 0; i < count; i++)
        {
            var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await peer.ConnectAsync(IPAddress.Loopback, port);
            await peer.SendAsync(request);
            (await peer.ReceiveAsync(answer)).ShouldBeGreaterThan(100);
            peers.Add(peer);
        }
    }
}
