using System.Net.Sockets;

namespace Futwork.Realtime.Rtp;

/// <summary>What routers on the way are asked to do with packets: their DSCP (RFC 2474), by the classes of RFC 4594.</summary>
internal static class TrafficClass
{
    /// <summary>EF, for the sound of calls (RFC 4594 section 4.1).</summary>
    public const int Sound = 46;

    /// <summary>CS5, for their signalling (RFC 4594 section 4.2).</summary>
    public const int Signalling = 40;

    private const int IPv6TrafficClass = 67;

    /// <summary>Marks all that a socket sends. Where that is not allowed, it sends all the same.</summary>
    /// <param name="socket">Of IPv4 or IPv6; connections that a listener takes are marked as it is.</param>
    /// <param name="dscp">0 to 63; 0 asks for nothing.</param>
    public static void Mark(Socket socket, int dscp)
    {
        try
        {
            if (socket.AddressFamily is AddressFamily.InterNetwork)
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, dscp << 2);
            else if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption((int)SocketOptionLevel.IPv6, IPv6TrafficClass, BitConverter.GetBytes(dscp << 2));
        }
        catch (SocketException)
        {
            return;
        }
    }
}
