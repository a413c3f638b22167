using System.Net.Sockets;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>Lets the kernel find out that a peer has gone without a word, within half a minute instead of a quarter of an hour.</summary>
internal static class DeadPeers
{
    private const int TcpUserTimeout = 18;

    /// <summary>How long a peer may leave what we sent unacknowledged, or what waits for it untaken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Watch(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        // RFC 5482: bounds how long what we sent may stay unacknowledged or the peer's window shut, which keep-alives do not.
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)Patience.TotalMilliseconds));
    }
}
