using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>What one side says of the other's stream (RFC 3550 section 6.4.1).</summary>
/// <param name="Ssrc">The stream that it is about.</param>
/// <param name="FractionLost">Lost since the last report, in 256ths.</param>
/// <param name="Lost">Lost so far. Of a far end that counts packets which came twice it may be negative; ours counts each once.</param>
/// <param name="HighestSequence">The highest sequence number, with its wraps.</param>
/// <param name="Jitter">In units of the stream's timestamps.</param>
/// <param name="LastReport">The middle of the time in the last sender report that came; 0: none did.</param>
/// <param name="Delay">How long ago it came, in 1/65536 s.</param>
internal readonly record struct RtcpReportBlock(uint Ssrc, byte FractionLost, int Lost, uint HighestSequence, uint Jitter, uint LastReport, uint Delay)
{
    public const int Size = 24;

    public static RtcpReportBlock Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], Math.Clamp(Lost, -0x80_0000, 0x7F_FFFF));
        bytes[4] = FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], LastReport);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], Delay);
    }
}
