using static Futwork.Realtime.Audio.G722Tables;

namespace Futwork.Realtime.Audio;

/// <summary>G.722 at 64 kbit/s to 16 kHz sound: a byte becomes two samples. Keeps its state from piece to piece.</summary>
internal sealed class G722Decoder
{
    private const int Taps = 24;
    private readonly int[] _line = new int[Taps];
    private readonly G722Band _low = G722Band.Low();
    private readonly G722Band _high = G722Band.High();

    /// <summary>Decodes into twice as many samples as there are bytes.</summary>
    public void Decode(ReadOnlySpan<byte> encoded, Span<short> pcm)
    {
        for (var i = 0; i < encoded.Length; i++)
        {
            var low = DecodeLow(encoded[i] & 63);
            var high = DecodeHigh(encoded[i] >> 6);
            Join(low, high, out pcm[2 * i], out pcm[(2 * i) + 1]);
        }
    }

    private int DecodeLow(int code)
    {
        var sample = Limit(_low.Prediction + ((_low.Scale * LowFine[code]) >> 15));
        var difference = (_low.Scale * LowCoarse[code >> 2]) >> 15;
        _low.Rescale(LowWeights[code >> 2]);
        _low.Adapt(difference);
        return sample;
    }

    private int DecodeHigh(int code)
    {
        var difference = (_high.Scale * High[code]) >> 15;
        var sample = Limit(_high.Prediction + difference);
        _high.Rescale(HighWeights[code]);
        _high.Adapt(difference);
        return sample;
    }

    private void Join(int low, int high, out short first, out short second)
    {
        _line.AsSpan(2).CopyTo(_line);
        (_line[Taps - 2], _line[Taps - 1]) = (low + high, low - high);
        int even = 0, odd = 0;
        for (var i = 0; i < Taps / 2; i++)
        {
            odd += _line[2 * i] * Mirror[i];
            even += _line[(2 * i) + 1] * Mirror[(Taps / 2) - 1 - i];
        }

        first = (short)G722Band.Saturate(even >> 11);
        second = (short)G722Band.Saturate(odd >> 11);
    }

    /// <summary>To 15 bits.</summary>
    private static int Limit(int sample) => Math.Clamp(sample, -16384, 16383);
}
