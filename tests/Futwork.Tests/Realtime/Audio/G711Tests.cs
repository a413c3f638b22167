using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Audio;

public sealed class G711Tests
{
    [Theory]
    [InlineData(0, 0xFF, 0, 0xD5, 8)]
    [InlineData(100, 0xF2, 104, 0xD3, 104)]
    [InlineData(-100, 0x72, -104, 0x53, -104)]
    [InlineData(1000, 0xCE, 988, 0xFA, 1008)]
    [InlineData(-1000, 0x4E, -988, 0x7A, -1008)]
    [InlineData(8000, 0xA0, 7932, 0x8A, 8064)]
    [InlineData(-8000, 0x20, -7932, 0x0A, -8064)]
    [InlineData(32767, 0x80, 32124, 0xAA, 32256)]
    [InlineData(-32768, 0x00, -32124, 0x2A, -32256)]
    public void Both_laws_give_the_published_codes(short pcm, byte muLaw, short fromMuLaw, byte aLaw, short fromALaw)
    {
        var code = new byte[1];
        var back = new short[1];

        G711.EncodeMuLaw([pcm], code);
        G711.DecodeMuLaw(code, back);
        (code[0], back[0]).ShouldBe((muLaw, fromMuLaw));

        G711.EncodeALaw([pcm], code);
        G711.DecodeALaw(code, back);
        (code[0], back[0]).ShouldBe((aLaw, fromALaw));
    }

    [Fact]
    public void Every_code_survives_decoding_and_encoding()
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray();
        var pcm = new short[256];
        var again = new byte[256];

        G711.DecodeALaw(codes, pcm);
        G711.EncodeALaw(pcm, again);
        again.ShouldBe(codes);

        G711.DecodeMuLaw(codes, pcm);
        G711.EncodeMuLaw(pcm, again);
        again[0x7F].ShouldBe((byte)0xFF, "negative zero becomes zero");
        again[0x7F] = 0x7F;
        again.ShouldBe(codes);
    }

    [Fact]
    public void A_sample_has_the_same_code_alone_as_in_a_row()
    {
        var pcm = Enumerable.Range(short.MinValue, 65536).Select(sample => (short)sample).ToArray();
        byte[] row = new byte[pcm.Length], alone = new byte[pcm.Length];

        G711.EncodeMuLaw(pcm, row);
        for (var i = 0; i < pcm.Length; i++) G711.EncodeMuLaw(pcm.AsSpan(i, 1), alone.AsSpan(i, 1));

        row.ShouldBe(alone);
    }

    [Fact]
    public void Neither_law_is_off_by_more_than_its_step()
    {
        var pcm = Enumerable.Range(short.MinValue, 65536).Select(sample => (short)sample).ToArray();
        var codes = new byte[pcm.Length];
        var back = new short[pcm.Length];

        G711.EncodeMuLaw(pcm, codes);
        G711.DecodeMuLaw(codes, back);
        Worst(pcm, back).ShouldBeLessThanOrEqualTo(0.07);

        G711.EncodeALaw(pcm, codes);
        G711.DecodeALaw(codes, back);
        Worst(pcm, back).ShouldBeLessThanOrEqualTo(0.07);
    }

    private static double Worst(short[] pcm, short[] back) =>
        pcm.Zip(back, (sample, decoded) => Math.Abs(sample - decoded) / Math.Max(Math.Abs((double)sample), 300)).Max();
}
