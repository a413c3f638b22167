using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>
/// Where datagrams wait for the thread that takes them. A burst of calls brings more at once than a socket has room for by default, and each
/// that is lost costs its call half a second (timer A, RFC 3261 section 17.1.1.2).
/// </summary>
internal static class ReceiveBuffer
{
    /// <summary>Room for a burst of a thousand calls: the kernel counts more than 2 KB for each message.</summary>
    public const int WantedBytes = 4 << 20;

    private const int SocketLevel = 1;

    /// <summary>SO_RCVBUFFORCE: beyond <c>net.core.rmem_max</c>, for those who may (CAP_NET_ADMIN).</summary>
    private const int Force = 33;

    /// <summary>SO_MEMINFO: numbers about the socket's memory, the ninth of which counts what was dropped.</summary>
    private const int Memory = 55;
    private const int Dropped = 8;

    /// <summary>Makes room, or tells that there is little.</summary>
    public static void Widen(Socket socket, ILogger logger)
    {
        socket.ReceiveBufferSize = WantedBytes;
        if (!OperatingSystem.IsLinux() || socket.ReceiveBufferSize >= WantedBytes) return;
        if (!TryForce(socket)) TransportLog.SmallReceiveBuffer(logger, socket.ReceiveBufferSize >> 10, WantedBytes >> 10, WantedBytes);
    }

    /// <summary>Datagrams that came while there was no room; 0 where the system does not tell.</summary>
    public static long Lost(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        Span<byte> numbers = stackalloc byte[(Dropped + 1) * sizeof(uint)];
        return socket.GetRawSocketOption(SocketLevel, Memory, numbers) < numbers.Length ? 0 : MemoryMarshal.Read<uint>(numbers[(Dropped * sizeof(uint))..]);
    }

    private static bool TryForce(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(SocketLevel, Force, BitConverter.GetBytes(WantedBytes));
            return socket.ReceiveBufferSize >= WantedBytes;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
