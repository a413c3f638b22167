using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>One TCP connection: made by the peer, or by us at the first message to it.</summary>
internal sealed class TcpFlow : SipFlow
{
    /// <summary>Messages that may wait for a slow peer before the connection is given up.</summary>
    private const int MaxQueued = 1024;

    private readonly Socket _socket;
    private readonly SipReceiver _receiver;
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MaxQueued) { SingleReader = true });

    private volatile bool _closed;

    public TcpFlow(Socket socket, IPEndPoint remote, string localHostPort, SipReceiver receiver)
        : base(remote, localHostPort)
    {
        _socket = socket;
        _receiver = receiver;
        socket.NoDelay = true;
    }

    public override string Protocol => "TCP";

    public override bool IsReliable => true;

    public override bool IsClosed => _closed;

    public override void Send(ReadOnlyMemory<byte> message)
    {
        if (!_outgoing.Writer.TryWrite(message)) Close();
    }

    /// <summary>Connects when it must, then carries messages both ways until the connection ends.</summary>
    public async Task RunAsync(bool connect, CancellationToken stop)
    {
        try
        {
            if (connect) await _socket.ConnectAsync(Remote, stop);
            var sending = SendQueuedAsync(stop);
            await ReceiveAsync(stop);
            Close();
            await sending;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            TransportLog.ConnectionEnded(_receiver.Logger, (error as SocketException)?.SocketErrorCode ?? SocketError.OperationAborted);
        }
        finally
        {
            Close();
            _receiver.Failed(this);
        }
    }

    public void Close()
    {
        _closed = true;
        _outgoing.Writer.TryComplete();
        _socket.Dispose();
    }

    private async Task SendQueuedAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(stop))
            {
                for (var sent = 0; sent < message.Length;) sent += await _socket.SendAsync(message[sent..], SocketFlags.None, stop);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Close();
        }
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var framer = new StreamFramer();
        var message = new SipMessage();
        while (!framer.IsBroken)
        {
            var received = await _socket.ReceiveAsync(framer.Free, SocketFlags.None, stop);
            if (received == 0) return;
            framer.Received(received);
            while (framer.TryNext(out var bytes)) _receiver.Receive(this, bytes, message);
        }

        _receiver.Malformed(SipParseError.ContentLength);
    }
}
