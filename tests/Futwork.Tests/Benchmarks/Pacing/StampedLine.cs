using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Futwork.Benchmarks.Pacing;

namespace Futwork.Tests.Benchmarks.Pacing;

/// <summary>
/// A line whose log has each INVITE at the moment at which it left: the kernel stamps a datagram as it is sent over the loopback device. Any other far end, a SIPp too, notes it when it
/// comes to read it, which is later by however long it had to wait for the processor.
/// </summary>
internal sealed partial class StampedLine : ILine
{
    /// <summary>SIOCGSTAMPNS: when the datagram that was read last arrived. The first question turns the stamps on.</summary>
    private const nuint LastStamp = 0x8907;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly int _status;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LineCall> _calls = new(StringComparer.Ordinal);
    private volatile bool _closed;

    public StampedLine(LineAnswer answer)
    {
        _status = answer is LineAnswer.Busy ? 486 : 503;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = ArrivedAt();
        new Thread(Receive) { IsBackground = true, Name = "stamped line" }.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public IReadOnlyList<LineCall> Calls()
    {
        lock (_gate) return [.. _calls.Values];
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private void Receive()
    {
        var buffer = new byte[65_535];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (!_closed)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, ref from);
                var at = ArrivedAt();
                var message = Encoding.UTF8.GetString(buffer, 0, length);
                if (message.StartsWith("INVITE ", StringComparison.Ordinal)) Answer(message.Split("\r\n"), at, from);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The line is closed, or whoever called it is gone.
            }
        }
    }

    private void Answer(string[] invite, DateTimeOffset at, EndPoint caller)
    {
        string Header(string name) => invite.First(line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
        lock (_gate) _calls.TryAdd(Header("Call-ID"), new LineCall(at, _status));
        string[] answer =
        [
            $"SIP/2.0 {_status} Refused", Header("Via"), Header("From"), $"{Header("To")};tag=far", Header("Call-ID"), Header("CSeq"), "Content-Length: 0", "", "",
        ];
        _socket.SendTo(Encoding.UTF8.GetBytes(string.Join("\r\n", answer)), caller);
    }

    private DateTimeOffset ArrivedAt()
    {
        Span<long> stamp = stackalloc long[2];
        return IoControl(_socket.SafeHandle, LastStamp, ref stamp[0]) == 0
            ? DateTimeOffset.UnixEpoch.AddTicks((stamp[0] * TimeSpan.TicksPerSecond) + (stamp[1] / TimeSpan.NanosecondsPerTick))
            : TimeProvider.System.GetUtcNow();
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(SafeSocketHandle socket, nuint request, ref long stamp);
}
