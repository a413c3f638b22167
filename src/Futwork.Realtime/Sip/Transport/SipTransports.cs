using System.Net;
using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The transports of one user agent, bound to one port.</summary>
internal sealed class SipTransports : IAsyncDisposable
{
    private const int BindAttempts = 20;

    private readonly UdpTransport? _udp;
    private readonly TcpTransport? _tcp;

    private SipTransports(Socket? udp, Socket? tcp, LocalAddress local, SipReceiver receiver)
    {
        _udp = udp is null ? null : new UdpTransport(udp, local, receiver);
        _tcp = tcp is null ? null : new TcpTransport(tcp, local, receiver);
        LocalEndPoint = (IPEndPoint)(udp ?? tcp)!.LocalEndPoint!;
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <exception cref="SocketException">The port is taken.</exception>
    public static SipTransports Bind(SipOptions options, LocalAddress local, SipReceiver receiver)
    {
        if (!options.Udp && !options.Tcp) throw new ArgumentException("SipOptions: Udp, Tcp or both must be true.", nameof(options));
        for (var attempt = 1; ; attempt++)
        {
            Socket? udp = null;
            Socket? tcp = null;
            try
            {
                if (options.Udp) udp = BindSocket(options.BindAddress, options.Port, SocketType.Dgram, ProtocolType.Udp);
                var port = udp is null ? options.Port : ((IPEndPoint)udp.LocalEndPoint!).Port;
                if (options.Tcp) tcp = BindSocket(options.BindAddress, port, SocketType.Stream, ProtocolType.Tcp);
                return new SipTransports(udp, tcp, local, receiver);
            }
            catch (SocketException) when (options.Port == 0 && attempt < BindAttempts)
            {
                // A port free for UDP may be taken for TCP: any other will do.
                udp?.Dispose();
            }
            catch (SocketException)
            {
                udp?.Dispose();
                throw;
            }
        }
    }

    public void Start()
    {
        _udp?.Start();
        _tcp?.Start();
    }

    /// <summary>The way to a peer, or null when that transport is switched off.</summary>
    public SipFlow? FlowTo(SipTransport transport, IPEndPoint remote) => transport switch
    {
        SipTransport.Udp => _udp?.FlowTo(remote),
        SipTransport.Tcp => _tcp?.FlowTo(remote),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        if (_udp is not null) await _udp.DisposeAsync();
        if (_tcp is not null) await _tcp.DisposeAsync();
    }

    private static Socket BindSocket(IPAddress address, int port, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(address.AddressFamily, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            if (type == SocketType.Stream) socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
