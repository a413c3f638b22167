using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Srtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp.Srtp;

public sealed class SrtpStreamTests
{
    private const int Plain = RtpPacket.HeaderSize + 160;

    public static TheoryData<SrtpSuite> Suites => [.. Enum.GetValues<SrtpSuite>()];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Packets_of_every_suite_open_once_and_only_unharmed(SrtpSuite suite)
    {
        var keys = SrtpKeys.Generate(suite);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var packet = Sealed(sender, 7);
        packet.Length.ShouldBe(Plain + suite.TagSize());
        var harmed = packet.ToArray();
        harmed[40] ^= 1;

        receiver.TryOpen(harmed, out _).ShouldBeFalse();
        receiver.TryOpen(packet.ToArray(), out var length).ShouldBeTrue();
        length.ShouldBe(Plain);
        receiver.TryOpen(packet, out _).ShouldBeFalse();

        receiver.Unauthentic.ShouldBe(1);
        receiver.Replayed.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Opened_sound_is_what_was_said(SrtpSuite suite)
    {
        var keys = SrtpKeys.Generate(suite);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var packet = Sealed(sender, 7);
        packet.AsSpan(RtpPacket.HeaderSize, 160).IndexOfAnyExcept((byte)0x55).ShouldNotBe(-1);

        receiver.TryOpen(packet, out _);

        packet.AsSpan(RtpPacket.HeaderSize, 160).IndexOfAnyExcept((byte)0x55).ShouldBe(-1);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Rtcp_opens_once_and_only_unharmed(SrtpSuite suite)
    {
        var keys = SrtpKeys.Generate(suite);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var packet = new byte[28 + SrtpSender.MostOverhead];
        Convert.FromHexString("81C90006CAFEBABE").CopyTo(packet, 0);
        packet = packet[..sender.ProtectControl(packet, 28)];
        var harmed = packet.ToArray();
        harmed[^20] ^= 1;

        receiver.TryOpenControl(harmed, out _).ShouldBeFalse();
        receiver.TryOpenControl(packet.ToArray(), out var length).ShouldBeTrue();
        length.ShouldBe(28);
        receiver.TryOpenControl(packet, out _).ShouldBeFalse();
    }

    [Fact]
    public void Sequence_numbers_may_wrap_and_packets_change_places_over_it()
    {
        var keys = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var packets = Enumerable.Range(0x7FF0, 0x20000).Where(n => n < 0x8000 || (n & 0xFFFF) is > 0xFFE0 or < 0x20 or (> 0x7FE0 and < 0x8020))
            .Select(n => Sealed(sender, (ushort)n)).ToList();
        for (var i = 1; i + 1 < packets.Count; i += 2)
        {
            if (Sequence(packets[i + 1]) == (ushort)(Sequence(packets[i]) + 1)) (packets[i], packets[i + 1]) = (packets[i + 1], packets[i]);
        }

        foreach (var packet in packets) receiver.TryOpen(packet, out _).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_stream_of_more_packets_than_there_are_sequence_numbers_opens_whole(SrtpSuite suite)
    {
        const int packets = 70_000;
        var keys = SrtpKeys.Generate(suite);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);

        Pass(sender, receiver, new byte[Plain + SrtpSender.MostOverhead], 30_000, 30_000 + packets).ShouldBe(packets);
    }

    [Fact]
    public void A_packet_from_long_ago_is_taken_for_a_replay()
    {
        var keys = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var old = Sealed(sender, 1);
        for (ushort n = 2; n <= 65; n++) receiver.TryOpen(Sealed(sender, n), out _).ShouldBeTrue();

        receiver.TryOpen(old, out _).ShouldBeFalse();
        receiver.Replayed.ShouldBe(1);
    }

    [Fact]
    public void Two_sources_under_one_key_count_apart()
    {
        var keys = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using SrtpSender one = new(keys), two = new(keys);
        using var receiver = new SrtpReceiver(keys);

        receiver.TryOpen(Sealed(one, 0xFFFF, ssrc: 1), out _).ShouldBeTrue();
        receiver.TryOpen(Sealed(two, 5, ssrc: 2), out _).ShouldBeTrue();
        receiver.TryOpen(Sealed(one, 0, ssrc: 1), out _).ShouldBeTrue();
        receiver.TryOpen(Sealed(two, 6, ssrc: 2), out _).ShouldBeTrue();
    }

    [Fact]
    public void New_keys_replace_the_old_ones_which_are_still_taken_for_a_while()
    {
        SrtpKeys first = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), second = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using SrtpSender before = new(first), after = new(second);
        using var old = new SrtpReceiver(first);
        old.TryOpen(Sealed(before, 10), out _).ShouldBeTrue();
        var delayed = Sealed(before, 11);
        var tooLate = Sealed(before, 12);

        using var receiver = new SrtpReceiver(second, old);
        receiver.TryOpen(Sealed(after, 13), out _).ShouldBeTrue();
        receiver.TryOpen(delayed, out _).ShouldBeTrue();
        for (ushort n = 14; n < 120; n++) receiver.TryOpen(Sealed(after, n), out _).ShouldBeTrue();

        receiver.TryOpen(tooLate, out _).ShouldBeFalse();
    }

    [Fact]
    public void Keys_of_a_newcomer_replace_those_of_the_other_at_once_and_the_counts_go_on()
    {
        SrtpKeys first = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), second = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using SrtpSender before = new(first), after = new(second);
        using var old = new SrtpReceiver(first);
        old.TryOpen(Sealed(after, 1), out _).ShouldBeFalse();

        using var receiver = new SrtpReceiver(second, old, isNewcomer: true);

        receiver.TryOpen(Sealed(before, 10), out _).ShouldBeFalse();
        receiver.TryOpen(Sealed(after, 2), out _).ShouldBeTrue();
        receiver.Unauthentic.ShouldBe(2);
    }

    [Fact]
    public void A_counter_that_goes_on_over_new_keys_is_found()
    {
        SrtpKeys first = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), second = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using SrtpSender before = new(first), after = new(second);
        using var old = new SrtpReceiver(first);
        old.TryOpen(Sealed(before, 0xFFFF), out _).ShouldBeTrue();
        old.TryOpen(Sealed(before, 0), out _).ShouldBeTrue();
        Sealed(after, 0xFFFF);

        using var receiver = new SrtpReceiver(second, old);

        receiver.TryOpen(Sealed(after, 1), out _).ShouldBeTrue();
    }

    [Fact]
    public void A_counter_that_begins_anew_with_new_keys_or_with_a_new_source_is_found_too()
    {
        SrtpKeys first = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), second = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using SrtpSender before = new(first), other = new(first), after = new(second);
        using var old = new SrtpReceiver(first);
        old.TryOpen(Sealed(before, 0xFFFF), out _).ShouldBeTrue();
        old.TryOpen(Sealed(before, 0), out _).ShouldBeTrue();
        old.TryOpen(Sealed(other, 1, ssrc: 2), out _).ShouldBeTrue();

        using var receiver = new SrtpReceiver(second, old);

        receiver.TryOpen(Sealed(after, 5), out _).ShouldBeTrue();
        receiver.TryOpen(Sealed(before, 1), out _).ShouldBeTrue("it was on its way when the keys changed");
        receiver.TryOpen(Sealed(after, 6), out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1Tag80)]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    public void Key_identifiers_are_part_of_the_packet(SrtpSuite suite)
    {
        var master = SrtpKeys.Generate(suite).Master.ToArray();
        using var sender = new SrtpSender(new SrtpKeys(suite, master, [0, 1]));
        using var receiver = new SrtpReceiver(new SrtpKeys(suite, master, [0, 1]));
        using var stranger = new SrtpReceiver(new SrtpKeys(suite, master, [0, 2]));
        var packet = Sealed(sender, 1);

        stranger.TryOpen(packet.ToArray(), out _).ShouldBeFalse();
        receiver.TryOpen(packet, out var length).ShouldBeTrue();
        length.ShouldBe(Plain);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_packet_costs_no_memory(SrtpSuite suite)
    {
        var keys = SrtpKeys.Generate(suite);
        using var sender = new SrtpSender(keys);
        using var receiver = new SrtpReceiver(keys);
        var packet = new byte[Plain + SrtpSender.MostOverhead];
        var (first, opened, rounds) = (0, 0, 0);

        Allocations.Of(PassSome).ShouldBe(0);

        opened.ShouldBe(200 * rounds);

        void PassSome()
        {
            opened += Pass(sender, receiver, packet, first, first + 200);
            first += 200;
            rounds++;
        }
    }

    [Fact]
    public void Keys_do_not_show_themselves()
    {
        var keys = SrtpKeys.Generate(SrtpSuite.AeadAes128Gcm);
        keys.ToString().ShouldBe("AEAD_AES_128_GCM");
        new RtpParameters(new(System.Net.IPAddress.Loopback, 1), AudioCodec.Pcmu, null) { SendKeys = keys }.ToString()
            .ShouldNotContain(Convert.ToBase64String(keys.Master));
    }

    private static int Pass(SrtpSender sender, SrtpReceiver receiver, byte[] packet, int from, int to)
    {
        var opened = 0;
        for (var n = from; n < to; n++)
        {
            RtpPacket.WriteHeader(packet, false, 0, (ushort)n, 0, 1);
            if (receiver.TryOpen(packet.AsSpan(0, sender.Protect(packet, Plain)), out _)) opened++;
        }

        return opened;
    }

    private static ushort Sequence(byte[] packet) => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));

    private static byte[] Sealed(SrtpSender sender, ushort sequence, uint ssrc = 0xCAFEBABE)
    {
        var packet = new byte[Plain + SrtpSender.MostOverhead];
        packet.AsSpan(RtpPacket.HeaderSize, 160).Fill(0x55);
        RtpPacket.WriteHeader(packet, marker: false, payloadType: 0, sequence, timestamp: 0, ssrc);
        return packet[..sender.Protect(packet, Plain)];
    }
}
