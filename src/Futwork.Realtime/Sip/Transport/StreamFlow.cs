using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>One TCP or TLS connection: made by the peer, or by us at the first message to it.</summary>
internal sealed class StreamFlow : SipFlow
{
    /// <summary>Connecting and the handshake.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly StreamWire _wire;
    private readonly TlsTarget? _tls;
    private readonly bool _made;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KeepAlive _keepAlive;
    private readonly SendQueue _outgoing = new();
    private readonly StreamActivity _activity;
    private volatile bool _closed;

    /// <param name="made">We connect; else the peer has.</param>
    public StreamFlow(Socket socket, IPEndPoint remote, string localHostPort, StreamWire wire, TlsTarget? tls, bool made)
        : base(remote, localHostPort)
    {
        _socket = socket;
        _made = made;
        _wire = wire;
        _tls = tls;
        _keepAlive = new KeepAlive(this, wire);
        _activity = new StreamActivity(wire.Time);
        socket.NoDelay = true;
        DeadPeers.Watch(socket);
    }

    public override string Protocol => _wire.Protocol;

    public override bool IsReliable => true;

    public override bool IsClosed => _closed;

    public override bool HasRoom => _outgoing.HasRoom;

    public override bool WasMade => _made;

    public override TlsTarget? Tls => _tls;

    public override Task Ended => _ended.Task;

    /// <summary>When it was last of use to somebody.</summary>
    public StreamActivity Activity => _activity;

    public override void Send(ReadOnlyMemory<byte> message)
    {
        _activity.Used();
        Put(message);
    }

    public override void Send(ReadOnlyMemory<byte> message, Func<bool> mayLeave)
    {
        _activity.Used();
        Put(new Outgoing(message, mayLeave));
    }

    /// <summary>Sends what is no message: a sign of life.</summary>
    public void Put(ReadOnlyMemory<byte> message) => Put(new Outgoing(message, null));

    private void Put(Outgoing outgoing)
    {
        if (!_outgoing.TryAdd(outgoing)) Close();
    }

    /// <summary>Connects when it must, then carries messages both ways until the connection ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task sending = Task.CompletedTask, pinging = Task.CompletedTask;
        try
        {
            await using var stream = await OpenAsync(stop);
            sending = SendQueuedAsync(stream, ended.Token);
            if (_made) pinging = _keepAlive.RunAsync(ended.Token);
            await ReceiveAsync(stream, ended.Token);
            // What we still have to say, such as why the stream broke, goes out first.
            _outgoing.Close();
            await Task.WhenAny(sending, Task.Delay(Farewell, _wire.Time, ended.Token));
        }
        catch (Exception error) when (IsEnd(error))
        {
            TransportLog.ConnectionEnded(_wire.Receiver.Logger, error.Message);
        }
        finally
        {
            Close();
            await ended.CancelAsync();
            _ended.TrySetResult();
            _wire.Receiver.Failed(this);
        }

        await Task.WhenAll(sending, pinging);
    }

    public void Close()
    {
        _closed = true;
        _outgoing.Close();
        _socket.Dispose();
    }

    private async Task<Stream> OpenAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, _wire.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        var tls = _wire.Tls?.Handshake(_tls);
        try
        {
            if (_made) await _socket.ConnectAsync(Remote, deadline.Token);
            var stream = new NetworkStream(_socket, ownsSocket: false);
            return tls is null ? stream : await tls.SecureAsync(stream, deadline.Token);
        }
        catch (Exception error) when (IsEnd(error) && !stop.IsCancellationRequested)
        {
            var reason = tls?.Refusal ?? (timeout.IsCancellationRequested ? $"no answer within {ConnectTimeout.TotalSeconds:0} s" : Innermost(error));
            if (_made) TransportLog.ConnectionFailed(_wire.Receiver.Logger, Protocol, Remote, reason);
            else TransportLog.PeerRefused(_wire.Receiver.Logger, Protocol, reason);
            throw new IOException(reason, error);
        }
    }

    private async Task SendQueuedAsync(Stream stream, CancellationToken stop)
    {
        try
        {
            await foreach (var outgoing in _outgoing.ReadAllAsync(stop))
            {
                if (outgoing.MayLeave?.Invoke() is not false) await stream.WriteAsync(outgoing.Message, stop);
                _outgoing.Left(outgoing);
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
            Close();
        }
    }

    private async Task ReceiveAsync(Stream stream, CancellationToken stop)
    {
        using var framer = new StreamFramer();
        var message = new SipMessage();
        while (!framer.IsBroken)
        {
            await RoomAsync();
            if (framer.IsEmpty)
            {
                // Most connections are idle: they wait without a buffer.
                framer.Rest();
                _ = await stream.ReadAsync(Memory<byte>.Empty, stop);
            }

            var received = await stream.ReadAsync(framer.Free, stop);
            if (received == 0) return;
            framer.Received(received);
            while (framer.TryNext(out var bytes))
            {
                _activity.Spoke();
                // With two lengths nobody knows where the next message begins.
                if (!_wire.Receiver.Receive(this, bytes, message) && message.Culprit == SipHeader.ContentLength) return;
                await RoomAsync();
                if (_closed) return;
            }

            if (_keepAlive.Heard(framer)) _activity.Spoke();
            _activity.Waits(partly: !framer.IsEmpty);
        }

        _wire.Receiver.Receive(this, framer.Pending, message);
    }

    /// <summary>
    /// A peer that does not take our answers is not asked what else it wants until it does, and given up in the end like one that does not even
    /// acknowledge them.
    /// </summary>
    private async ValueTask RoomAsync()
    {
        var room = _outgoing.RoomAsync();
        if (room.IsCompleted) return;
        _activity.Pauses();
        _keepAlive.Pauses();
        await room;
        _keepAlive.Listens();
        _activity.Spoke();
    }

    private static bool IsEnd(Exception error) =>
        error is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException or TlsSettingsException;

    private static string Innermost(Exception error) => error.InnerException is null ? error.Message : $"{error.Message} ({error.GetBaseException().Message})";
}

/// <summary>What all connections of one transport share.</summary>
/// <param name="Protocol">As it stands in a Via header.</param>
/// <param name="Receiver">Takes what arrives.</param>
/// <param name="Time">The clock of time-outs and keep-alives.</param>
/// <param name="Tls">Makes a connection secure; null leaves it open.</param>
internal sealed record StreamWire(string Protocol, SipReceiver Receiver, TimeProvider Time, TlsEndpoint? Tls);
