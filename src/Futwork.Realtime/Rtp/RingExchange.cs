using System.Net;
using System.Runtime.InteropServices;
using static Futwork.Realtime.Rtp.Linux;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// One system call for all streams and both directions (<see cref="IoRing"/>). A socket that is closed meanwhile stays open until the flush is
/// over, so that its number is not another's.
/// </summary>
internal sealed unsafe class RingExchange : PacketExchange
{
    private const int PacketSize = 1600;
    private const int NameSize = 32;
    private readonly IoRing _ring;
    private readonly ReceiveBatch _arrived = new(Capacity);
    private readonly MessageHeader* _headers = Allocate<MessageHeader>(1);
    private readonly BufferSlice* _slices = Allocate<BufferSlice>(1);
    private readonly byte* _names = Allocate<byte>(NameSize);
    private readonly byte* _packets = Allocate<byte>(PacketSize);
    private readonly SafeHandle[] _held = new SafeHandle[2 * Capacity];
    private readonly Status[] _receiving = new Status[Capacity];
    private readonly Status[] _sending = new Status[Capacity];
    private int _holds;

    private RingExchange(IoRing ring)
    {
        _ring = ring;
        for (var i = 0; i < Capacity; i++)
        {
            _slices[i].Start = _packets + (i * PacketSize);
            _headers[i] = new MessageHeader { Name = _names + (i * NameSize), Slices = _slices + i, SliceCount = 1 };
        }
    }

    private enum Status : byte
    {
        None,
        Queued,
        Done,
    }

    /// <summary>Opens a ring and tries it on a socket; null where it does not work.</summary>
    /// <param name="refusal">Why not.</param>
    public static RingExchange? TryOpen(out string refusal)
    {
        refusal = "this is not Linux";
        RingExchange? exchange = null;
        try
        {
            if (!OperatingSystem.IsLinux() || IoRing.TryOpen(2 * Capacity, out refusal) is not { } ring) return null;
            exchange = new RingExchange(ring);
            if (exchange.Works()) return exchange;
            refusal = "the kernel cannot receive by it";
        }
        catch (Exception failure) when (failure is MediaException or System.Net.Sockets.SocketException)
        {
            // A policy may forbid what comes after the ring itself, and descriptors may have run out.
            refusal = failure.Message;
        }

        exchange?.Dispose();
        return null;
    }

    public override void Ask(int stream, RtpSocket socket)
    {
        Hold(socket);
        _ring.Receive(socket.Handle, _arrived.Reset(stream), stream);
        _receiving[stream] = Status.Queued;
    }

    public override Arrivals Arrived(int stream)
    {
        if (_receiving[stream] is not Status.Done) return default;
        _receiving[stream] = Status.None;
        var length = _ring.Result(stream);
        if (length < 0) return default;
        _arrived.Filled(stream, length);
        return new Arrivals(_arrived, stream, 1, MayBeMore: true);
    }

    public override void Send(int stream, RtpSocket socket, ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        Hold(socket);
        var address = to.AsSpan();
        packet.CopyTo(new Span<byte>(_packets + (stream * PacketSize), PacketSize));
        address.CopyTo(new Span<byte>(_names + (stream * NameSize), NameSize));
        _slices[stream].Length = (nuint)packet.Length;
        _headers[stream].NameLength = (uint)address.Length;
        _ring.Send(socket.Handle, _headers + stream, Capacity + stream);
        _sending[stream] = Status.Queued;
    }

    public override bool WasRefused(int stream)
    {
        if (_sending[stream] is not Status.Done) return false;
        _sending[stream] = Status.None;
        return _ring.Result(Capacity + stream) < 0;
    }

    public override void Flush()
    {
        if (_holds == 0) return;
        try
        {
            _ring.Run();
        }
        finally
        {
            for (var i = 0; i < _holds; i++) _held[i].DangerousRelease();
            _holds = 0;
        }

        Conclude(_receiving);
        Conclude(_sending);
    }

    public override void Dispose()
    {
        base.Dispose();
        _ring.Dispose();
        _arrived.Dispose();
        NativeMemory.Free(_headers);
        NativeMemory.Free(_slices);
        NativeMemory.Free(_names);
        NativeMemory.Free(_packets);
    }

    private static void Conclude(Span<Status> all)
    {
        foreach (ref var status in all)
        {
            if (status is Status.Queued) status = Status.Done;
        }
    }

    private static T* Allocate<T>(nuint perStream) where T : unmanaged => (T*)NativeMemory.AllocZeroed(Capacity * perStream, (nuint)sizeof(T));

    private void Hold(RtpSocket socket)
    {
        var held = false;
        socket.Handle.DangerousAddRef(ref held);
        _held[_holds++] = socket.Handle;
    }

    private bool Works()
    {
        using var socket = RtpSocket.TryBind(IPAddress.Loopback, 0);
        if (socket is null) return false;
        Ask(0, socket);
        Flush();
        _receiving[0] = Status.None;
        return _ring.Result(0) is -TryAgain;
    }
}
