using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// One bound UDP port. Sending and receiving never block, never allocate and never throw for what the network does;
/// both may be called on the clock thread while another thread disposes it.
/// </summary>
internal sealed unsafe class RtpSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly SocketAddress _address;

    private RtpSocket(Socket socket, int dscp)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _address = new SocketAddress(socket.AddressFamily);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        TrafficClass.Mark(socket, dscp);
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(Linux.SocketLevel, Linux.TimestampNanoseconds, BitConverter.GetBytes(1));
    }

    public int Port { get; }

    public AddressFamily AddressFamily => _socket.AddressFamily;

    /// <summary>The kernel's handle, for batches of calls.</summary>
    public SafeHandle Handle => _handle;

    /// <summary>Binds the port, or returns null when it is taken.</summary>
    /// <param name="address">One of this machine's.</param>
    /// <param name="port">0 takes any that is free.</param>
    /// <param name="dscp">How what it sends is marked, see <see cref="TrafficClass"/>.</param>
    /// <exception cref="SocketException">The address is not one of this machine's, or sockets are exhausted.</exception>
    public static RtpSocket? TryBind(IPAddress address, int port, int dscp = TrafficClass.Sound)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return new RtpSocket(socket, dscp);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one datagram; false when the kernel would not take it.</summary>
    public bool Send(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        var address = to.AsSpan();
        if (!OperatingSystem.IsLinux()) return SendPortably(packet, address);
        fixed (byte* start = packet, target = address)
        {
            return Linux.SendTo(_handle, start, (nuint)packet.Length, Linux.DontWait, target, (uint)address.Length) == packet.Length;
        }
    }

    /// <summary>Takes what has arrived, up to one batch; 0 when nothing has.</summary>
    public int Receive(ReceiveBatch batch)
    {
        if (!OperatingSystem.IsLinux()) return ReceivePortably(batch);
        var count = Linux.ReceiveMessages(_handle, batch.Reset(), (uint)batch.Capacity, Linux.DontWait, null);
        return Math.Max(count, 0);
    }

    /// <summary>Drops what has piled up, such as sound sent while it was still ringing.</summary>
    /// <returns>How many packets that was.</returns>
    public int Discard(ReceiveBatch batch)
    {
        const int mostBatches = 128;
        var dropped = 0;
        for (var round = 0; round < mostBatches; round++)
        {
            var count = Receive(batch);
            dropped += count;
            if (count < batch.Capacity) break;
        }

        return dropped;
    }

    public void Dispose() => _socket.Dispose();

    private bool SendPortably(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> address)
    {
        try
        {
            address.CopyTo(_address.Buffer.Span);
            _address.Size = address.Length;
            return _socket.SendTo(packet, SocketFlags.None, _address) == packet.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private int ReceivePortably(ReceiveBatch batch)
    {
        var count = 0;
        try
        {
            while (count < batch.Capacity && _socket.Available > 0)
            {
                _address.Size = _address.Buffer.Length;
                var length = _socket.ReceiveFrom(batch.Room(count), SocketFlags.None, _address);
                batch.Set(count++, length, _address.Buffer.Span[..Math.Min(_address.Size, PeerAddress.Size)]);
            }
        }
        catch (SocketException)
        {
            return count;
        }

        return count;
    }
}
