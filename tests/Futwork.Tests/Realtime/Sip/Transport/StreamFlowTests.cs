using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>One connection whose peer asks much and reads nothing, on a fake clock.</summary>
public sealed class StreamFlowTests
{
    private const int Requests = 200;
    private const int AnswerBytes = 16 << 10;

    /// <summary>What the system holds for either end.</summary>
    private const int SocketBytes = 64 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly byte[] _answer = new byte[AnswerBytes];
    private int _asked;

    [Fact]
    public async Task Peer_that_does_not_take_its_answers_is_asked_no_further_until_it_does()
    {
        "SIP/2.0 200 OK\r\n"u8.CopyTo(_answer);
        var receiver = new SipReceiver(new SipCounters(), NullLogger.Instance, Answer, static (_, _, _) => { }, static _ => { });
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SocketBytes };
        await peer.ConnectAsync(listener.LocalEndpoint);
        using var ours = await listener.AcceptSocketAsync();
        ours.SendBufferSize = SocketBytes;
        var flow = new StreamFlow(ours, (IPEndPoint)ours.RemoteEndPoint!, "127.0.0.1:5060", new StreamWire("TCP", receiver, _time, Tls: null), tls: null, made: false);
        var running = flow.RunAsync(CancellationToken.None);

        await peer.SendAsync(AllRequests());
        await Eventually.IsAsync(() => Volatile.Read(ref _asked) >= SendQueue.MaxAnswerBytes / AnswerBytes ? "" : null);
        await Eventually.IsAsync(() => flow.Activity.IsStuck(wasMade: false) ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));
        Volatile.Read(ref _asked).ShouldBeLessThan(Requests / 2);

        await ReadAsync(peer, Requests * AnswerBytes);
        _asked.ShouldBe(Requests);
        flow.Close();
        await running;
    }

    private static byte[] AllRequests()
    {
        var request = Bytes.Wire("OPTIONS sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
        return [.. Enumerable.Repeat(request, Requests).SelectMany(bytes => bytes)];
    }

    private static async Task ReadAsync(Socket socket, int bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[65_536];
        while (bytes > 0)
        {
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            received.ShouldBePositive();
            bytes -= received;
        }
    }

    private void Answer(SipFlow flow, SipMessage request)
    {
        Interlocked.Increment(ref _asked);
        flow.Send(_answer);
    }
}
