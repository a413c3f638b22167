using System.Net;
using System.Net.Sockets;

namespace Futwork.Tests.Support;

/// <summary>
/// Ports of this machine that nobody holds at the moment, neither by TCP nor by UDP, and that nobody is given by chance before they are
/// bound: they are below those that the system gives out itself, and other ones each time.
/// </summary>
internal static class Ports
{
    private static readonly InTurn Servers = new(20_500, 3_500, run: 1);
    private static readonly InTurn Peers = new(26_000, 1_500, run: 4);

    /// <summary>One, for a server.</summary>
    public static int Free() => Servers.Next();

    /// <summary>An even one with the three above it, for a peer's signalling or sound.</summary>
    public static int FreeFour() => Peers.Next();

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

    /// <summary>Runs of ports of a range, given out in turn.</summary>
    private sealed class InTurn(int first, int runs, int run)
    {
        private int _next = Random.Shared.Next(runs);

        public int Next()
        {
            while (true)
            {
                var port = first + (run * (int)((uint)Interlocked.Increment(ref _next) % runs));
                if (Enumerable.Range(port, run).All(IsFree))
                    return port;
            }
        }
    }
}
