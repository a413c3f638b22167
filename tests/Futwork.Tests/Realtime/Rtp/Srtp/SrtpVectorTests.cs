using System.Runtime.Intrinsics;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Tests.Realtime.Rtp.Srtp;

/// <summary>The published vectors of FIPS 197 and of RFC 3711, 6188 and 7714.</summary>
public sealed class SrtpVectorTests
{
    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "69C4E0D86A7B0430D8CDB78070B4C55A")]
    [InlineData("000102030405060708090A0B0C0D0E0F1011121314151617", "DDA97CA4864CDFE06EAF70A0EC0D7191")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "8EA2B7CA516745BFEAFC49904B496089")]
    public void A_block_of_Fips_197_is_encrypted_with_and_without_instructions(string key, string expected)
    {
        var aes = new AesCounter(Hex(key));
        var block = Vector128.Create<byte>(Hex("00112233445566778899AABBCCDDEEFF"));

        Text(aes.Encrypt(block)).ShouldBe(expected);
        Text(aes.EncryptPortably(block)).ShouldBe(expected);
    }

    [Fact]
    public void Key_stream_of_counter_mode_is_that_of_Rfc_3711_b2()
    {
        var stream = new byte[0xFF03 * 16];
        new AesCounter(Hex("2B7E151628AED2A6ABF7158809CF4F3C")).Xor(stream, Vector128.Create<byte>(Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000")));

        Convert.ToHexString(stream.AsSpan(0, 48)).ShouldBe(
            "E03EAD0935C95E80E166B16DD92B4EB4" + "D23513162B02D0F72A43A2FE4A5F97AB" + "41E95B3BB0A2E8DD477901E4FCA894C0");
        Convert.ToHexString(stream.AsSpan(0xFEFF * 16, 48)).ShouldBe(
            "EC8CDF7398607CB0F2D21675EA9EA1E4" + "362B7C3C6773516318A077D7FC5073AE" + "6A2CC3787889374FBEB4C81B17BA6C44");
    }

    [Theory]
    [InlineData("E1F97A0D3E018BE0D64FA32C06DE4139", "0EC675AD498AFEEBB6960B3AABE6", 0, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData("E1F97A0D3E018BE0D64FA32C06DE4139", "0EC675AD498AFEEBB6960B3AABE6", 2, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData("E1F97A0D3E018BE0D64FA32C06DE4139", "0EC675AD498AFEEBB6960B3AABE6", 1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")]
    [InlineData(
        "F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6", "3B04803DE51EE7C96423AB5B78D2", 0,
        "5BA1064E30EC51613CAD926C5A28EF731EC7FB397F70A960653CAF06554CD8C4")]
    [InlineData("F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6", "3B04803DE51EE7C96423AB5B78D2", 2, "FA31791685CA444A9E07C6C64E93")]
    [InlineData("F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6", "3B04803DE51EE7C96423AB5B78D2", 1, "FD9C32D39ED5FBB5A9DC96B30818454D1313DC05")]
    public void Keys_are_derived_as_in_Rfc_3711_b3_and_Rfc_6188(string key, string salt, int label, string expected) =>
        Convert.ToHexString(SrtpKeyDerivation.Derive(Hex(key), Hex(salt), (SrtpKeyDerivation.Label)label, expected.Length / 2)).ShouldBe(expected);

    [Fact]
    public void Gcm_seals_and_opens_the_packet_of_Rfc_7714_section_16()
    {
        using var gcm = SrtpTransform.Gcm(Hex("000102030405060708090A0B0C0D0E0F"), Hex("517569642070726F2071756F"));
        var plain = Hex("8040F17B8041F8D35501A0B247616C6C696120657374206F6D6E69732064697669736120696E207061727465732074726573");
        var packet = plain.ToArray();
        var tag = new byte[16];

        gcm.Seal(packet, 12, 0x5501A0B2, 0xF17B, [], tag);

        Convert.ToHexString(packet).ShouldBe("8040F17B8041F8D35501A0B2F24DE3A3FB34DE6CACBA861C9D7E4BCABE633BD50D294E6F42A5F47A51C7D19B36DE3ADF8833");
        Convert.ToHexString(tag).ShouldBe("899D7F27BEB16A9152CF765EE4390CCE");
        tag[3] ^= 1;
        var sealedPacket = packet.ToArray();
        gcm.TryOpen(packet, 12, 0x5501A0B2, 0xF17B, [], tag).ShouldBeFalse();
        packet.ShouldBe(sealedPacket);
        tag[3] ^= 1;
        gcm.TryOpen(packet, 12, 0x5501A0B2, 0xF17B, [], tag).ShouldBeTrue();
        packet.ShouldBe(plain);
    }

    [Fact]
    public void A_whole_packet_is_that_of_libsrtp()
    {
        using var sender = new SrtpSender(new SrtpKeys(SrtpSuite.AesCm128HmacSha1Tag80, Hex("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6")));
        var packet = new byte[28 + SrtpSender.MostOverhead];
        Hex("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB").CopyTo(packet, 0);

        var length = sender.Protect(packet, 28);

        Convert.ToHexString(packet.AsSpan(0, length)).ShouldBe("800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB");
    }

    [Fact]
    public void A_whole_rtcp_packet_is_that_of_libsrtp()
    {
        using var receiver = new SrtpReceiver(new SrtpKeys(SrtpSuite.AesCm128HmacSha1Tag80, Hex("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6")));
        var packet = Hex("81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001993E08CD54D6C1230798");

        receiver.TryOpenControl(packet, out var length).ShouldBeTrue();

        Convert.ToHexString(packet.AsSpan(0, length)).ShouldBe("81C8000BCAFEBABEABABABABABABABABABABABABABABABAB");
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static string Text(Vector128<byte> block)
    {
        var bytes = new byte[16];
        block.CopyTo(bytes);
        return Convert.ToHexString(bytes);
    }
}
