using System.Runtime.InteropServices;
using static Futwork.Realtime.Rtp.Linux;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Native buffers for one <c>recvmmsg</c>: packets, where they came from and when the kernel got them. One serves all
/// sockets of a clock, since only the clock thread receives.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Capacity = 8;
    private const int PacketSize = 1600;
    private const int ControlSize = 64;
    private const int NameSize = 32;

    private readonly MultiMessage* _messages = Allocate<MultiMessage>(1);
    private readonly BufferSlice* _slices = Allocate<BufferSlice>(1);
    private readonly byte* _controls = Allocate<byte>(ControlSize);
    private readonly byte* _names = Allocate<byte>(NameSize);
    private readonly byte* _packets = Allocate<byte>(PacketSize);

    public ReceiveBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _slices[i] = new BufferSlice { Start = _packets + (i * PacketSize), Length = PacketSize };
            ref var header = ref _messages[i].Header;
            header.Name = _names + (i * NameSize);
            header.Slices = _slices + i;
            header.SliceCount = 1;
            header.Control = _controls + (i * ControlSize);
        }
    }

    /// <summary>The entries, with all their room free again, for the kernel to fill.</summary>
    public MultiMessage* Reset()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _messages[i].Header.NameLength = PeerAddress.Size;
            _messages[i].Header.ControlLength = ControlSize;
        }

        return _messages;
    }

    /// <summary>A packet, to be read or decrypted in place.</summary>
    public Span<byte> Packet(int index) => Room(index)[..(int)Math.Min(_messages[index].Length, PacketSize)];

    public Span<byte> Room(int index) => new(_packets + (index * PacketSize), PacketSize);

    public PeerAddress Source(int index) => new(new ReadOnlySpan<byte>(_names + (index * NameSize), (int)_messages[index].Header.NameLength));

    /// <summary>When the kernel received it, in nanoseconds of the system's clock; 0 when it did not say.</summary>
    public long ReceivedAt(int index)
    {
        ref var header = ref _messages[index].Header;
        var control = (ControlHeader*)header.Control;
        if (header.ControlLength < (nuint)(sizeof(ControlHeader) + sizeof(Timespec))
            || control->Level != SocketLevel || control->Type != TimestampNanoseconds)
            return 0;
        var time = (Timespec*)(control + 1);
        return (time->Seconds * 1_000_000_000L) + time->Nanoseconds;
    }

    /// <summary>Fills an entry by hand, for systems without <c>recvmmsg</c>.</summary>
    public void Set(int index, int length, ReadOnlySpan<byte> source)
    {
        _messages[index].Length = (uint)length;
        _messages[index].Header.NameLength = (uint)source.Length;
        _messages[index].Header.ControlLength = 0;
        source.CopyTo(new Span<byte>(_names + (index * NameSize), NameSize));
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_slices);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_names);
        NativeMemory.Free(_packets);
    }

    private static T* Allocate<T>(nuint perEntry) where T : unmanaged =>
        (T*)NativeMemory.AllocZeroed(Capacity * perEntry, (nuint)sizeof(T));
}
