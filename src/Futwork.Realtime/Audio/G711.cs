using System.Runtime.Intrinsics;

namespace Futwork.Realtime.Audio;

/// <summary>The two laws of the phone network (ITU-T G.711): one byte for each 16-bit sample, by table, or by arithmetic where that is faster.</summary>
public static class G711
{
    /// <summary>What silence looks like in µ-law.</summary>
    public const byte MuLawSilence = 0xFF;

    private const int Bias = 0x84, Clip = 32635;

    private static readonly short[] FromMuLaw = Table(256, code => MuLawToLinear((byte)code));
    private static readonly short[] FromALaw = Table(256, code => ALawToLinear((byte)code));
    private static readonly byte[] ToMuLaw = Table(65536, sample => LinearToMuLaw((short)sample));
    private static readonly byte[] ToALaw = Table(65536, sample => LinearToALaw((short)sample));

    /// <summary>µ-law to 16-bit PCM, sample by sample.</summary>
    public static void DecodeMuLaw(ReadOnlySpan<byte> encoded, Span<short> pcm) => Decode(encoded, pcm, FromMuLaw);

    /// <summary>A-law to 16-bit PCM, sample by sample.</summary>
    public static void DecodeALaw(ReadOnlySpan<byte> encoded, Span<short> pcm) => Decode(encoded, pcm, FromALaw);

    /// <summary>16-bit PCM to µ-law, sample by sample.</summary>
    public static void EncodeMuLaw(ReadOnlySpan<short> pcm, Span<byte> encoded)
    {
        var i = 0;
        for (; i <= pcm.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(pcm[i..]));
            var codes = Vector256.Narrow(MuLaw(low), MuLaw(high));
            Vector128.Narrow(codes.GetLower().AsUInt16(), codes.GetUpper().AsUInt16()).CopyTo(encoded[i..]);
        }

        Encode(pcm[i..], encoded[i..], ToMuLaw);
    }

    /// <summary>16-bit PCM to A-law, sample by sample.</summary>
    public static void EncodeALaw(ReadOnlySpan<short> pcm, Span<byte> encoded) => Encode(pcm, encoded, ToALaw);

    private static void Decode(ReadOnlySpan<byte> encoded, Span<short> pcm, short[] table)
    {
        pcm = pcm[..encoded.Length];
        for (var i = 0; i < encoded.Length; i++) pcm[i] = table[encoded[i]];
    }

    private static void Encode(ReadOnlySpan<short> pcm, Span<byte> encoded, byte[] table)
    {
        encoded = encoded[..pcm.Length];
        for (var i = 0; i < pcm.Length; i++) encoded[i] = table[(ushort)pcm[i]];
    }

    private static T[] Table<T>(int size, Func<int, T> value) => [.. Enumerable.Range(0, size).Select(value)];

    // Eight segments of sixteen steps each; a bias of 33 quarter-steps makes every segment start at a power of two.
    private static byte LinearToMuLaw(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var segment = Segment(magnitude);
        var step = (magnitude >> (segment + 3)) & 0x0F;
        return (byte)~(sign | (segment << 4) | step);
    }

    // A number below 2^24 is exact as a float, whose exponent is the segment and whose first four bits behind it are the step.
    private static Vector256<int> MuLaw(Vector256<int> samples)
    {
        const int behindStep = 23 - 4, firstSegment = (127 + 7) << 4;
        var magnitudes = Vector256.Min(Vector256.Abs(samples), Vector256.Create(Clip)) + Vector256.Create(Bias);
        var steps = (Vector256.ConvertToSingle(magnitudes).AsInt32() >> behindStep) - Vector256.Create(firstSegment);
        return ~(((samples >> 31) & Vector256.Create(0x80)) | steps) & Vector256.Create(0xFF);
    }

    private static short MuLawToLinear(byte code)
    {
        var value = ~code;
        var magnitude = ((((value & 0x0F) << 3) + Bias) << ((value & 0x70) >> 4)) - Bias;
        return (short)((value & 0x80) != 0 ? -magnitude : magnitude);
    }

    // The first two segments share one step size; even bits are inverted on the line.
    private static byte LinearToALaw(short sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        var magnitude = sample < 0 ? -sample - 1 : sample;
        var segment = magnitude < 256 ? 0 : Segment(magnitude);
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F;
        return (byte)((sign | (segment << 4) | step) ^ 0x55);
    }

    private static short ALawToLinear(byte code)
    {
        var value = code ^ 0x55;
        var segment = (value & 0x70) >> 4;
        var magnitude = ((value & 0x0F) << 4) + 8;
        if (segment > 0) magnitude = (magnitude + 0x100) << (segment - 1);
        return (short)((value & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static int Segment(int magnitude) => System.Numerics.BitOperations.Log2((uint)magnitude) - 7;
}
