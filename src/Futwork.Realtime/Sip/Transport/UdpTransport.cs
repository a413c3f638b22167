using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>
/// One UDP socket and the thread that waits for it. A message is parsed and handled on that thread: through the socket engine it would
/// wake three threads of others, which costs more than all the handling.
/// </summary>
internal sealed class UdpTransport : IAsyncDisposable
{
    private const int MaxFlows = 4096;

    private readonly Socket _socket;
    private readonly LocalAddress _local;
    private readonly SipReceiver _receiver;
    private readonly Dictionary<SocketAddress, UdpFlow> _flows = [];
    private readonly Lock _flowsGate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _started;
    private volatile bool _disposed;

    public UdpTransport(Socket socket, LocalAddress local, SipReceiver receiver)
    {
        _socket = socket;
        _local = local;
        _receiver = receiver;
        ReceiveBuffer.Widen(socket, receiver.Logger);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    /// <summary>Datagrams that came while the receive buffer was full, and were lost.</summary>
    public long Lost => ReceiveBuffer.Lost(_socket);

    public void Start()
    {
        _started = true;
        new Thread(Receive) { IsBackground = true, Name = "sip udp" }.Start();
    }

    public UdpFlow FlowTo(IPEndPoint remote) => FlowTo(remote.Serialize());

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _socket.Dispose();
        if (_started) await _ended.Task;
    }

    private UdpFlow FlowTo(SocketAddress address)
    {
        lock (_flowsGate)
        {
            if (_flows.TryGetValue(address, out var known)) return known;
            if (_flows.Count >= MaxFlows) MakeRoom();
            var remote = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address);
            var copy = remote.Serialize();
            var flow = new UdpFlow(_socket, copy, remote, _local.HostPort(remote.Address, Port)) { Learns = _local.Learns };
            if (_local.Holds(remote.Address)) _flows[copy] = flow;
            return flow;
        }
    }

    /// <summary>Peers come and go; forgetting one costs an object when it next speaks. Those whom we have asked, and who told us where they see us, are forgotten last.</summary>
    private void MakeRoom()
    {
        foreach (var (address, flow) in _flows)
        {
            if (!flow.IsTold) _flows.Remove(address);
        }

        if (_flows.Count >= MaxFlows) _flows.Clear();
    }

    private void Receive()
    {
        var buffer = new byte[SipReceiver.MaxMessageBytes];
        var message = new SipMessage();
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_disposed)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
                if (IsKeepAlive(buffer.AsSpan(0, length))) continue;
                _receiver.Receive(FlowTo(from), buffer.AsMemory(0, length), message);
            }
            catch (Exception) when (_disposed)
            {
                break;
            }
            catch (SocketException error)
            {
                TransportLog.ReceiveFailed(_receiver.Logger, error.SocketErrorCode);
            }
        }

        _ended.SetResult();
    }

    /// <summary>Blank datagrams keep a NAT open (RFC 5626 section 3.5.1 and common use).</summary>
    private static bool IsKeepAlive(ReadOnlySpan<byte> datagram) => !datagram.ContainsAnyExcept("\r\n\0 "u8);
}

/// <summary>A peer behind our UDP socket.</summary>
internal sealed class UdpFlow(Socket socket, SocketAddress address, IPEndPoint remote, string localHostPort) : SipFlow(remote, localHostPort)
{
    public override string Protocol => "UDP";

    public override bool IsReliable => false;

    public override bool IsClosed => false;

    /// <summary>
    /// To the address that the request came from, and there to the port that it came from where the peer asks for that (<c>rport</c>, RFC 3581), else to
    /// the one that it names (RFC 3261 section 18.2.2). That is believed of a peer that names the very address that we see: one that names another is behind
    /// a NAT, where the port that it names is nobody's, and of one that names a host nothing is known. Both are answered as if they had asked.
    /// </summary>
    public override SipFlow AnswersTo(ViaValue via)
    {
        if (SipSyntax.TryParameter(via.Parameters, "rport"u8, out _)) return this;
        if (!IPAddress.TryParse(via.Host.Trim("[]"u8), out var named) || !named.Equals(Remote.Address)) return this;
        var port = via.Port == 0 ? SipTransportNames.DefaultPort : via.Port;
        if (port == Remote.Port || port > IPEndPoint.MaxPort) return this;
        var target = new IPEndPoint(Remote.Address, port);
        return new UdpFlow(socket, target.Serialize(), target, LocalHostPort);
    }

    public override void Send(ReadOnlyMemory<byte> message)
    {
        try
        {
            socket.SendTo(message.Span, SocketFlags.None, address);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // UDP promises nothing: a lost datagram is sent again by its transaction, which gives up in its own time.
        }
    }
}
