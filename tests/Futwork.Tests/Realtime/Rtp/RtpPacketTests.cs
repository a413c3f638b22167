using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class RtpPacketTests
{
    [Fact]
    public void A_written_header_reads_back()
    {
        var datagram = new byte[14];
        RtpPacket.WriteHeader(datagram, marker: true, payloadType: 101, sequence: 0xFFFE, timestamp: 0x89ABCDEF, ssrc: 0x12345678);

        RtpPacket.TryRead(datagram, out var packet).ShouldBeTrue();

        (packet.Marker, packet.PayloadType, packet.Sequence, packet.Timestamp, packet.Ssrc, packet.Payload.Length)
            .ShouldBe((true, 101, (ushort)0xFFFE, 0x89ABCDEFu, 0x12345678u, 2));
    }

    [Fact]
    public void Contributing_sources_extension_and_padding_are_not_payload()
    {
        byte[] datagram = [0xB2, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 1, 1, 1, 2, 2, 2, 2, 0xBE, 0xDE, 0, 1, 9, 9, 9, 9, 0x55, 0x66, 0, 2];

        RtpPacket.TryRead(datagram, out var packet).ShouldBeTrue();

        packet.Payload.ToArray().ShouldBe([0x55, 0x66]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("800000010000000200000003", 11)]
    [InlineData("400000010000000200000003")]
    [InlineData("8F0000010000000200000003")]
    [InlineData("900000010000000200000003BEDE")]
    [InlineData("900000010000000200000003BEDE0005")]
    [InlineData("A0000001000000020000000300")]
    [InlineData("A0000001000000020000000309")]
    public void What_contradicts_itself_is_not_read(string hex, int? length = null)
    {
        var datagram = Convert.FromHexString(hex);
        RtpPacket.TryRead(datagram.AsSpan(0, length ?? datagram.Length), out _).ShouldBeFalse();
    }

    [Fact]
    public void No_datagram_whatever_makes_reading_fail()
    {
        var random = new Random(11);
        for (var i = 0; i < 20000; i++)
        {
            var datagram = new byte[random.Next(0, 64)];
            random.NextBytes(datagram);
            if (datagram.Length > 0) datagram[0] = (byte)(0x80 | (datagram[0] & 0x3F));
            if (RtpPacket.TryRead(datagram, out var packet)) packet.Payload.Length.ShouldBeLessThanOrEqualTo(datagram.Length - RtpPacket.HeaderSize);
        }
    }
}
