namespace Futwork.Realtime.Audio;

/// <summary>The two laws of the phone network (ITU-T G.711): one byte for each 16-bit sample, by table.</summary>
public static class G711
{
    /// <summary>What silence looks like in µ-law.</summary>
    public const byte MuLawSilence = 0xFF;

    /// <summary>What silence looks like in A-law.</summary>
    public const byte ALawSilence = 0xD5;

    private static readonly short[] FromMuLaw = Table(256, code => MuLawToLinear((byte)code));
    private static readonly short[] FromALaw = Table(256, code => ALawToLinear((byte)code));
    private static readonly byte[] ToMuLaw = Table(65536, sample => LinearToMuLaw((short)sample));
    private static readonly byte[] ToALaw = Table(65536, sample => LinearToALaw((short)sample));

    /// <summary>µ-law to 16-bit PCM, sample by sample.</summary>
    public static void DecodeMuLaw(ReadOnlySpan<byte> encoded, Span<short> pcm) => Decode(encoded, pcm, FromMuLaw);

    /// <summary>A-law to 16-bit PCM, sample by sample.</summary>
    public static void DecodeALaw(ReadOnlySpan<byte> encoded, Span<short> pcm) => Decode(encoded, pcm, FromALaw);

    /// <summary>16-bit PCM to µ-law, sample by sample.</summary>
    public static void EncodeMuLaw(ReadOnlySpan<short> pcm, Span<byte> encoded) => Encode(pcm, encoded, ToMuLaw);

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
        const int bias = 0x84, clip = 32635;
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), clip) + bias;
        var segment = Segment(magnitude);
        var step = (magnitude >> (segment + 3)) & 0x0F;
        return (byte)~(sign | (segment << 4) | step);
    }

    private static short MuLawToLinear(byte code)
    {
        const int bias = 0x84;
        var value = ~code;
        var magnitude = ((((value & 0x0F) << 3) + bias) << ((value & 0x70) >> 4)) - bias;
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
