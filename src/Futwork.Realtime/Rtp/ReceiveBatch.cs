using System.Runtime.InteropServices;
using static Futwork.Realtime.Rtp.Linux;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Native buffers for packets that are received together: what they hold, where they came from and when the kernel got them. One serves
/// all sockets of a clock, since only the clock thread receives.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    private const int PacketSize = 1600;
    private const int ControlSize = 64;
    private const int NameSize = 32;

    private readonly MultiMessage* _messages;
    private readonly BufferSlice* _slices;
    private readonly byte* _controls;
    private readonly byte* _names;
    private readonly byte* _packets;

    public ReceiveBatch(int capacity = 8)
    {
        Capacity = capacity;
        _messages = Allocate<MultiMessage>(1);
        _slices = Allocate<BufferSlice>(1);
        _controls = Allocate<byte>(ControlSize);
        _names = Allocate<byte>(NameSize);
        _packets = Allocate<byte>(PacketSize);
        for (var i = 0; i < capacity; i++)
        {
            _slices[i] = new BufferSlice { Start = _packets + (i * PacketSize), Length = PacketSize };
            ref var header = ref _messages[i].Header;
            header.Name = _names + (i * NameSize);
            header.Slices = _slices + i;
            header.SliceCount = 1;
            header.Control = _controls + (i * ControlSize);
        }
    }

    /// <summary>How many packets it holds at most.</summary>
    public int Capacity { get; }

    /// <summary>The entries, with all their room free again, for the kernel to fill.</summary>
    public MultiMessage* Reset()
    {
        for (var i = 0; i < Capacity; i++) Reset(i);
        return _messages;
    }

    /// <summary>One entry, with all its room free again.</summary>
    public MessageHeader* Reset(int index)
    {
        var header = &_messages[index].Header;
        header->NameLength = PeerAddress.Size;
        header->ControlLength = ControlSize;
        return header;
    }

    /// <summary>Says how long the packet is that the kernel put into the entry.</summary>
    public void Filled(int index, int length) => _messages[index].Length = (uint)length;

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

    private T* Allocate<T>(nuint perEntry) where T : unmanaged =>
        (T*)NativeMemory.AllocZeroed((nuint)Capacity * perEntry, (nuint)sizeof(T));
}
