using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Audio;

/// <summary>Bit by bit against what FFmpeg 5.1 makes of the same three seconds (<c>-c:a g722</c> and back).</summary>
public sealed class G722Tests
{
    private const string Encoded = "da300fff1e73331f857e34aa9b39e3833553fa543b7823d4812a62d3f08ccb59";
    private const string Decoded = "c8355113f45acf4392a1c0cba48319a5150cc9ea3babe46da5d5c663052949ba";

    [Fact]
    public void Every_bit_is_that_of_another_implementation_both_ways()
    {
        var pcm = Signal(48_000);
        var encoded = new byte[pcm.Length / 2];
        var encoder = new G722Encoder();
        for (var at = 0; at < pcm.Length; at += 320) encoder.Encode(pcm.AsSpan(at, 320), encoded.AsSpan(at / 2));
        Hash(encoded).ShouldBe(Encoded);

        var back = new short[pcm.Length];
        var decoder = new G722Decoder();
        for (var at = 0; at < encoded.Length; at += 80) decoder.Decode(encoded.AsSpan(at, 80), back.AsSpan(2 * at));
        Hash(MemoryMarshal.AsBytes(back.AsSpan())).ShouldBe(Decoded);
    }

    /// <summary>Saw teeth, noise of five levels, full scale and silence, by whole numbers only.</summary>
    private static short[] Signal(int length)
    {
        var pcm = new short[length];
        long random = 12345;
        for (var i = 0; i < length; i++)
        {
            random = ((random * 1103515245) + 12345) & 0x7FFF_FFFF;
            var noise = ((random >> 15) & 0xFFFF) - 32768;
            var part = i / 1600;
            var value = ((((long)i * (37 + (part * 53))) % 2000) - 1000) * (part % 16) * 2;
            value += (long)Math.Floor(noise * (part % 5) / 16d);
            if (part % 7 == 6) value = noise;
            if (part % 9 == 8) value = 0;
            pcm[i] = (short)Math.Clamp(value, short.MinValue, short.MaxValue);
        }

        return pcm;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
