using System.Net;
using System.Net.Sockets;

namespace Futwork.Tests.Support;

/// <summary>A TCP port of loopback at which every connection is refused, and which nobody else is given, for as long as this is held: bound, and never listened at.</summary>
internal sealed class Nobody : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Nobody() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public Uri BaseUrl => new($"http://127.0.0.1:{Port}/");

    public void Dispose() => _socket.Dispose();
}
