using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The transports of one user agent: UDP and TCP bound to one port, TLS to another.</summary>
internal sealed class SipTransports : IAsyncDisposable
{
    private const int BindAttempts = 20;

    private readonly UdpTransport? _udp;
    private readonly StreamTransport? _tcp;
    private readonly StreamTransport? _tls;

    private SipTransports(Sockets sockets, SipOptions options, LocalAddress local, SipReceiver receiver, TimeProvider time)
    {
        _udp = sockets.Udp is null ? null : new UdpTransport(sockets.Udp, local, receiver);
        _tcp = sockets.Tcp is null ? null : new StreamTransport(sockets.Tcp, options, local, new StreamWire("TCP", receiver, time, Tls: null));
        _tls = new StreamTransport(sockets.Tls, options, local, new StreamWire("TLS", receiver, time, new TlsEndpoint(options.TlsListener, time)));
        LocalEndPoint = (IPEndPoint)(sockets.Udp ?? sockets.Tcp ?? sockets.Tls)!.LocalEndPoint!;
        TlsEndPoint = _tls.LocalEndPoint;
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Null when connections are only made, not taken.</summary>
    public IPEndPoint? TlsEndPoint { get; }

    /// <inheritdoc cref="UdpTransport.Lost"/>
    public long Lost => _udp?.Lost ?? 0;

    /// <exception cref="SocketException">The port is taken.</exception>
    public static SipTransports Bind(SipOptions options, LocalAddress local, SipReceiver receiver, TimeProvider time)
    {
        if (options is { Udp: false, Tcp: false, TlsListener: null })
            throw new ArgumentException("SipOptions: Udp or Tcp must be true, or TlsListener given.", nameof(options));
        for (var attempt = 1; ; attempt++)
        {
            var sockets = new Sockets();
            try
            {
                if (options.Udp) sockets.Udp = BindSocket(options, options.Port, SocketType.Dgram, ProtocolType.Udp);
                var port = sockets.Udp is null ? options.Port : ((IPEndPoint)sockets.Udp.LocalEndPoint!).Port;
                if (options.Tcp) sockets.Tcp = BindSocket(options, port, SocketType.Stream, ProtocolType.Tcp);
                if (options.TlsListener is { } tls) sockets.Tls = BindSocket(options, tls.Port, SocketType.Stream, ProtocolType.Tcp);
                return new SipTransports(sockets, options, local, receiver, time);
            }
            catch (SocketException) when (options.Port == 0 && attempt < BindAttempts)
            {
                // A port free for UDP may be taken for TCP: any other will do.
                sockets.Dispose();
            }
            catch (SocketException)
            {
                sockets.Dispose();
                throw;
            }
        }
    }

    public void Start()
    {
        _udp?.Start();
        _tcp?.Start();
        _tls?.Start();
    }

    /// <summary>The way to a peer, or null when that transport is switched off.</summary>
    /// <param name="transport">What carries the messages.</param>
    /// <param name="remote">The peer's address.</param>
    /// <param name="tls">What the peer must prove over TLS; null: that it is <paramref name="remote"/>, to the system's authorities.</param>
    public SipFlow? FlowTo(SipTransport transport, IPEndPoint remote, TlsTarget? tls = null) => transport switch
    {
        SipTransport.Udp => _udp?.FlowTo(remote),
        SipTransport.Tcp => _tcp?.FlowTo(remote, tls: null),
        SipTransport.Tls => _tls?.FlowTo(remote, tls ?? new TlsTarget(remote.Address.ToString(), new SipTlsSettings())),
        _ => null,
    };

    /// <summary>A new connection to where one that is gone led; null when the peer had made that one, or it is not gone.</summary>
    public SipFlow? Again(SipFlow gone) =>
        gone is { IsClosed: true, WasMade: true } && SipTransportNames.Parse(System.Text.Encoding.ASCII.GetBytes(gone.Protocol)) is { } transport
            ? FlowTo(transport, gone.Remote, gone.Tls)
            : null;

    public async ValueTask DisposeAsync()
    {
        if (_udp is not null) await _udp.DisposeAsync();
        if (_tcp is not null) await _tcp.DisposeAsync();
        if (_tls is not null) await _tls.DisposeAsync();
    }

    private static Socket BindSocket(SipOptions options, int port, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(options.BindAddress.AddressFamily, type, protocol);
        try
        {
            TrafficClass.Mark(socket, options.Dscp);
            socket.Bind(new IPEndPoint(options.BindAddress, port));
            if (type == SocketType.Stream) socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What is bound so far.</summary>
    private sealed class Sockets : IDisposable
    {
        public Socket? Udp { get; set; }

        public Socket? Tcp { get; set; }

        public Socket? Tls { get; set; }

        public void Dispose()
        {
            Udp?.Dispose();
            Tcp?.Dispose();
            Tls?.Dispose();
        }
    }
}
