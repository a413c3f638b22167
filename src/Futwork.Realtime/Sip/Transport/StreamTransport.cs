using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The listener of TCP or TLS, where there is one, and every connection, whoever opened it.</summary>
internal sealed class StreamTransport(Socket? listener, SipOptions options, LocalAddress local, StreamWire wire) : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    /// <summary>Where no connection can be taken, as when descriptors run out, that is so for longer than a moment.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ConnectionKey, Connection> _connections = new();
    private readonly ConnectionLimit _limit = new(options.ConnectionsPerSource, options.Connections);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _making = new();
    private Task _accepting = Task.CompletedTask;
    private Task _sweeping = Task.CompletedTask;

    /// <summary>Where it listens; null when it only connects.</summary>
    public IPEndPoint? LocalEndPoint { get; } = (IPEndPoint?)listener?.LocalEndPoint;

    public void Start()
    {
        if (listener is not null) _accepting = AcceptAsync(listener);
        _sweeping = SweepAsync();
    }

    /// <summary>The open connection to that peer, or a new one that connects in the background; messages wait for it. Null when there can be none.</summary>
    public StreamFlow? FlowTo(IPEndPoint remote, TlsTarget? tls)
    {
        var key = new ConnectionKey(remote, tls?.Key);
        // Calls and registrations ask at the same time, and shall share one.
        lock (_making)
        {
            if (_connections.TryGetValue(key, out var known) && !known.Flow.IsClosed) return known.Flow;
            return TryOpen(remote.AddressFamily, out var socket, out var port) ? Run(socket, key, port, connect: true, tls) : null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        listener?.Dispose();
        await _accepting;
        await _sweeping;
        await Task.WhenAll(_connections.Values.Select(c => c.Running));
        _stop.Dispose();
    }

    private async Task AcceptAsync(Socket listening)
    {
        try
        {
            for (var fails = false; !_stop.IsCancellationRequested;)
            {
                fails = !await TryAcceptAsync(listening, isTold: fails);
                if (fails) await Task.Delay(AfterFailure, wire.Time, _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The transport closes.
        }
    }

    /// <param name="listening">The listener.</param>
    /// <param name="isTold">The last time failed too, and the log says so already.</param>
    private async Task<bool> TryAcceptAsync(Socket listening, bool isTold)
    {
        try
        {
            var socket = await listening.AcceptAsync(_stop.Token);
            Take(socket, (IPEndPoint)socket.RemoteEndPoint!);
            return true;
        }
        catch (SocketException error)
        {
            if (!isTold) TransportLog.AcceptFailed(wire.Receiver.Logger, wire.Protocol, error.SocketErrorCode);
            return false;
        }
    }

    private void Take(Socket socket, IPEndPoint remote)
    {
        var mayCall = wire.Receiver.MayCall(remote.Address);
        if (_limit.TryEnter(remote.Address, mayCall, () => MakeRoom(mayCall)))
        {
            Run(socket, new ConnectionKey(remote, Tls: null), LocalEndPoint!.Port, connect: false, tls: null);
            return;
        }

        wire.Receiver.Counters.ConnectionRefused();
        socket.Dispose();
    }

    /// <summary>
    /// Closes the stranger's connection that has been quiet for longest, where it is needed for nothing; where there is none, that of one who may call, but for
    /// another such only.
    /// </summary>
    private bool MakeRoom(bool mayCall)
    {
        var quiet = _connections.Values.Select(c => c.Flow).Where(flow => !flow.WasMade && !flow.IsClosed && flow.Activity.Quiet > StreamActivity.Patience)
            .OrderByDescending(flow => flow.Activity.Quiet).ToList();
        return CloseOne(quiet.Where(flow => !wire.Receiver.MayCall(flow.Remote.Address))) || (mayCall && CloseOne(quiet));
    }

    private bool CloseOne(IEnumerable<StreamFlow> quiet)
    {
        var spare = quiet.Take(8).FirstOrDefault(flow => !wire.Receiver.IsNeeded(flow));
        spare?.Close();
        return spare is not null;
    }

    /// <summary>Closes what has been quiet for too long and is needed for nothing, whoever made it.</summary>
    private async Task SweepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(SweepInterval, wire.Time, _stop.Token);
                foreach (var (flow, _) in _connections.Values)
                {
                    if (flow.IsClosed) continue;
                    if (!flow.Activity.IsStuck(flow.WasMade) && !IsIdle(flow)) continue;
                    TransportLog.ConnectionIdle(wire.Receiver.Logger, wire.Protocol);
                    flow.Close();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The transport closes.
        }
    }

    private bool IsIdle(StreamFlow flow)
    {
        if (flow.Activity.Quiet <= StreamActivity.Idle) return false;
        if (!wire.Receiver.IsNeeded(flow)) return true;
        // Being needed is being used: the question, which looks at every call, is not asked again at once.
        flow.Activity.Used();
        return false;
    }

    /// <summary>No socket is to be had when descriptors run out, or for an address of another family than ours.</summary>
    private bool TryOpen(AddressFamily family, [NotNullWhen(true)] out Socket? socket, out int port)
    {
        (socket, port) = (null, 0);
        try
        {
            socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            TrafficClass.Mark(socket, options.Dscp);
            port = OwnPort(socket);
            return true;
        }
        catch (SocketException error)
        {
            TransportLog.NoSocket(wire.Receiver.Logger, wire.Protocol, error.SocketErrorCode);
            socket?.Dispose();
            socket = null;
            return false;
        }
    }

    /// <summary>The port that the peer is told: the listener's, or where there is none that of the connection, over which alone we are reached.</summary>
    private int OwnPort(Socket socket)
    {
        if (LocalEndPoint is not null) return LocalEndPoint.Port;
        socket.Bind(new IPEndPoint(options.BindAddress, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private StreamFlow Run(Socket socket, ConnectionKey key, int port, bool connect, TlsTarget? tls)
    {
        var flow = new StreamFlow(socket, key.Remote, local.HostPort(key.Remote.Address, port), wire, tls, connect) { Learns = local.Learns };
        // One that ends at once is forgotten after it was noted.
        lock (_making) _connections[key] = new Connection(flow, RunAsync(flow, key));
        return flow;
    }

    private async Task RunAsync(StreamFlow flow, ConnectionKey key)
    {
        await Task.Yield();
        await flow.RunAsync(_stop.Token);
        if (!flow.WasMade) _limit.Leave(key.Remote.Address);
        Forget(flow, key);
    }

    /// <summary>Another may have taken its place, and none does meanwhile.</summary>
    private void Forget(StreamFlow flow, ConnectionKey key)
    {
        lock (_making)
        {
            if (_connections.TryGetValue(key, out var current) && current.Flow == flow) _connections.TryRemove(key, out _);
        }
    }

    private sealed record ConnectionKey(IPEndPoint Remote, string? Tls);

    private sealed record Connection(StreamFlow Flow, Task Running);
}
