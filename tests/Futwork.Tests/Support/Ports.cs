using System.Net;
using System.Net.Sockets;

namespace Futwork.Tests.Support;

/// <summary>Ports of this machine.</summary>
internal static class Ports
{
    private const int First = 20_500;
    private const int Count = 3_500;
    private static int _next = Random.Shared.Next(Count);

    /// <summary>
    /// One that nobody holds at the moment, neither by TCP nor by UDP, and that nobody is given by chance before it is bound: it is
    /// below those that the system gives out itself, and another one each time.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new UdpClient(new IPEndPoint(IPAddress.Any, port));
            using var tcp = new TcpListener(IPAddress.Any, port);
            tcp.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
