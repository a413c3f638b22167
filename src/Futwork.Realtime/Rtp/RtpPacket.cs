using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp;

/// <summary>An RTP packet as read from the wire (RFC 3550 section 5.1).</summary>
internal readonly ref struct RtpPacket
{
    public const int HeaderSize = 12;

    private RtpPacket(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> payload)
    {
        Marker = (packet[1] & 0x80) != 0;
        PayloadType = packet[1] & 0x7F;
        Sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        Timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        Ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        Payload = payload;
    }

    public bool Marker { get; }

    public int PayloadType { get; }

    public ushort Sequence { get; }

    public uint Timestamp { get; }

    public uint Ssrc { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Bytes before the payload: header, contributing sources and extension; -1 when they do not fit in.</summary>
    public static int SizeOfHeader(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderSize) return -1;
        var size = HeaderSize + ((datagram[0] & 0x0F) * 4);
        if ((datagram[0] & 0x10) == 0) return size <= datagram.Length ? size : -1;
        if (datagram.Length < size + 4) return -1;
        size += 4 + (BinaryPrimitives.ReadUInt16BigEndian(datagram[(size + 2)..]) * 4);
        return size <= datagram.Length ? size : -1;
    }

    /// <summary>Reads a datagram; false when it is not RTP version 2 or its lengths contradict each other.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        var start = SizeOfHeader(datagram);
        if (start < 0 || datagram[0] >> 6 != 2) return false;

        var end = datagram.Length;
        if ((datagram[0] & 0x20) != 0)
        {
            if (datagram[^1] == 0) return false;
            end -= datagram[^1];
        }

        if (start > end) return false;
        packet = new RtpPacket(datagram, datagram[start..end]);
        return true;
    }

    /// <summary>Writes a plain header: no padding, no extension, no contributing sources.</summary>
    public static void WriteHeader(Span<byte> packet, bool marker, int payloadType, ushort sequence, uint timestamp, uint ssrc)
    {
        packet[0] = 0x80;
        packet[1] = (byte)((marker ? 0x80 : 0) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
    }
}
