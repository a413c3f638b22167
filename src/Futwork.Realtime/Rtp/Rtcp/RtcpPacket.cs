using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>Compound packets on the wire (RFC 3550 section 6).</summary>
internal static class RtcpPacket
{
    /// <summary>Bytes of the longest packet we send.</summary>
    public const int MostBytes = 128;

    public const byte SenderReport = 200;
    public const byte ReceiverReport = 201;
    public const byte Goodbye = 203;
    private const byte SourceDescription = 202;
    private const byte CanonicalName = 1;
    private const byte Version2 = 0x80;

    /// <summary>Whether a datagram on the port of the sound is RTCP (RFC 5761 section 4).</summary>
    public static bool IsOne(ReadOnlySpan<byte> datagram) => datagram.Length >= 8 && datagram[1] is >= 192 and <= 223;

    /// <summary>Begins a packet with a report: a sender's when <paramref name="sent"/> is given. Returns its length.</summary>
    public static int WriteReport(Span<byte> packet, uint ssrc, in SenderInfo? sent, in RtcpReportBlock? block)
    {
        var length = 8;
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], ssrc);
        if (sent is { } info)
        {
            BinaryPrimitives.WriteUInt64BigEndian(packet[8..], info.Time);
            BinaryPrimitives.WriteUInt32BigEndian(packet[16..], info.Timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(packet[20..], info.Packets);
            BinaryPrimitives.WriteUInt32BigEndian(packet[24..], info.Octets);
            length += 20;
        }

        if (block is { } report)
        {
            report.Write(packet[length..]);
            length += RtcpReportBlock.Size;
        }

        Begin(packet, count: block is null ? 0 : 1, sent is null ? ReceiverReport : SenderReport, length);
        return length;
    }

    /// <summary>Appends the source's name; returns the new length.</summary>
    public static int AppendName(Span<byte> packet, int at, uint ssrc, ReadOnlySpan<byte> name)
    {
        var chunk = packet[at..];
        var length = (8 + 2 + name.Length + 1 + 3) / 4 * 4;
        chunk[..length].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], ssrc);
        (chunk[8], chunk[9]) = (CanonicalName, (byte)name.Length);
        name.CopyTo(chunk[10..]);
        Begin(chunk, count: 1, SourceDescription, length);
        return at + length;
    }

    /// <summary>Appends the farewell; returns the new length.</summary>
    public static int AppendGoodbye(Span<byte> packet, int at, uint ssrc)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet[(at + 4)..], ssrc);
        Begin(packet[at..], count: 1, Goodbye, 8);
        return at + 8;
    }

    /// <summary>Takes the next packet off a compound one; false at its end, or where its lengths contradict each other.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> compound, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        if (compound.Length < 8 || compound[0] >> 6 != 2) return false;
        var length = (BinaryPrimitives.ReadUInt16BigEndian(compound[2..]) + 1) * 4;
        if (length > compound.Length || length < 8) return false;
        packet = compound[..length];
        compound = compound[length..];
        return true;
    }

    private static void Begin(Span<byte> packet, int count, byte type, int length)
    {
        packet[0] = (byte)(Version2 | count);
        packet[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((length / 4) - 1));
    }

    /// <summary>What a sender says of itself.</summary>
    /// <param name="Time">Now, as <see cref="Ntp"/>.</param>
    /// <param name="Timestamp">Now, as its stream counts.</param>
    /// <param name="Packets">Sent so far.</param>
    /// <param name="Octets">Bytes of payload sent so far.</param>
    internal readonly record struct SenderInfo(ulong Time, uint Timestamp, uint Packets, uint Octets);
}
