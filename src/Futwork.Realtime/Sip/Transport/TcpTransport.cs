using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The TCP listener and every connection, whoever opened it.</summary>
internal sealed class TcpTransport(Socket listener, LocalAddress local, SipReceiver receiver) : IAsyncDisposable
{
    /// <summary>Connections at once; a trunk needs one, so more than this is abuse.</summary>
    private const int MaxConnections = 4096;

    private readonly ConcurrentDictionary<IPEndPoint, Connection> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port = ((IPEndPoint)listener.LocalEndPoint!).Port;
    private Task _accepting = Task.CompletedTask;

    public void Start() => _accepting = AcceptAsync();

    /// <summary>The open connection to that peer, or a new one that connects in the background; messages wait for it.</summary>
    public TcpFlow FlowTo(IPEndPoint remote)
    {
        if (_connections.TryGetValue(remote, out var known) && !known.Flow.IsClosed) return known.Flow;
        return Run(new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp), remote, connect: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values.Select(c => c.Running));
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_stop.Token);
                if (_connections.Count >= MaxConnections) socket.Dispose();
                else Run(socket, (IPEndPoint)socket.RemoteEndPoint!, connect: false);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                TransportLog.ReceiveFailed(receiver.Logger, error.SocketErrorCode);
            }
        }
    }

    private TcpFlow Run(Socket socket, IPEndPoint remote, bool connect)
    {
        var flow = new TcpFlow(socket, remote, local.HostPort(remote.Address, _port), receiver);
        _connections[remote] = new Connection(flow, RunAsync(flow, connect));
        return flow;
    }

    private async Task RunAsync(TcpFlow flow, bool connect)
    {
        await Task.Yield();
        await flow.RunAsync(connect, _stop.Token);
        if (_connections.TryGetValue(flow.Remote, out var current) && current.Flow == flow) _connections.TryRemove(flow.Remote, out _);
    }

    private sealed record Connection(TcpFlow Flow, Task Running);
}
