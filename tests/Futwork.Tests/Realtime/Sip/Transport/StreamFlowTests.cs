using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>One connection whose peer asks much and reads nothing for a while, on a fake clock.</summary>
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

    public StreamFlowTests() => "SIP/2.0 200 OK\r\n"u8.CopyTo(_answer);

    [Fact]
    public async Task Peer_that_does_not_take_its_answers_is_asked_no_further_until_it_does()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SocketBytes };
        await peer.ConnectAsync(listener.LocalEndpoint);
        using var ours = await listener.AcceptSocketAsync();
        ours.SendBufferSize = SocketBytes;
        var flow = new StreamFlow(ours, (IPEndPoint)ours.RemoteEndPoint!, "127.0.0.1:5060", Wire(), tls: null, made: false);
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

    /// <summary>It has answered a keep-alive before, and so is held to answering; its next answer waits behind what is not read.</summary>
    [Fact]
    public async Task Peer_is_not_taken_for_dead_while_it_is_not_listened_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Server.ReceiveBufferSize = SocketBytes;
        listener.Start();
        var ours = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = SocketBytes };
        var flow = new StreamFlow(ours, (IPEndPoint)listener.LocalEndpoint, "127.0.0.1:5060", Wire(), tls: null, made: true);
        var running = flow.RunAsync(CancellationToken.None);
        using var peer = await listener.AcceptSocketAsync();
        await PingAsync(peer);
        await peer.SendAsync("\r\n"u8.ToArray());
        await PingAsync(peer);

        await peer.SendAsync(AllRequests());
        await Eventually.IsAsync(() => flow.HasRoom ? null : "");
        var begun = _time.Elapsed;
        await Eventually.IsAsync(() => _time.Elapsed - begun > TimeSpan.FromSeconds(60) ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));

        flow.IsClosed.ShouldBeFalse();
        Volatile.Read(ref _asked).ShouldBeLessThan(Requests / 2);
        await ReadAsync(peer, Requests * AnswerBytes);
        _asked.ShouldBe(Requests);
        flow.Close();
        await running;
    }

    private StreamWire Wire() =>
        new("TCP", new SipReceiver(new SipCounters(), NullLogger.Instance, Answer, static (_, _, _) => { }, static _ => { }), _time, Tls: null);

    /// <summary>Time passes until two blank lines come, and no more: who is held to answering has ten seconds of it.</summary>
    private async Task PingAsync(Socket peer)
    {
        var ping = "\r\n\r\n".Length;
        await Eventually.IsAsync(() => peer.Available >= ping ? "" : null, () => _time.Advance(TimeSpan.FromSeconds(1)));
        await ReadAsync(peer, ping);
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
