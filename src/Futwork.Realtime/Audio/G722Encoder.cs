using static Futwork.Realtime.Audio.G722Tables;

namespace Futwork.Realtime.Audio;

/// <summary>16 kHz sound to G.722 at 64 kbit/s: two samples become a byte. Keeps its state from piece to piece.</summary>
internal sealed class G722Encoder
{
    private const int Taps = 24;
    private readonly int[] _line = new int[Taps];
    private readonly G722Band _low = G722Band.Low();
    private readonly G722Band _high = G722Band.High();

    /// <summary>Encodes an even number of samples.</summary>
    public void Encode(ReadOnlySpan<short> pcm, Span<byte> encoded)
    {
        for (var i = 0; i + 1 < pcm.Length; i += 2)
        {
            Split(pcm[i], pcm[i + 1], out var low, out var high);
            encoded[i / 2] = (byte)((EncodeHigh(high) << 6) | EncodeLow(low));
        }
    }

    /// <summary>Into two bands of half the rate.</summary>
    private void Split(int first, int second, out int low, out int high)
    {
        _line.AsSpan(2).CopyTo(_line);
        (_line[Taps - 2], _line[Taps - 1]) = (first, second);
        int even = 0, odd = 0;
        for (var i = 0; i < Taps / 2; i++)
        {
            odd += _line[2 * i] * Mirror[i];
            even += _line[(2 * i) + 1] * Mirror[(Taps / 2) - 1 - i];
        }

        low = (even + odd) >> 14;
        high = (even - odd) >> 14;
    }

    private int EncodeLow(int sample)
    {
        var error = G722Band.Saturate(sample - _low.Prediction);
        var magnitude = error >= 0 ? error : -(error + 1);
        var interval = 0;
        while (interval < LowDecisions.Length && magnitude >= (LowDecisions[interval] * _low.Scale) >> 12) interval++;
        var code = error < 0 ? LowNegative[interval] : LowPositive[interval];
        var difference = (_low.Scale * LowCoarse[code >> 2]) >> 15;
        _low.Rescale(LowWeights[code >> 2]);
        _low.Adapt(difference);
        return code;
    }

    private int EncodeHigh(int sample)
    {
        const int decision = 564;
        var error = G722Band.Saturate(sample - _high.Prediction);
        var magnitude = error >= 0 ? error : -(error + 1);
        var isFar = magnitude >= (decision * _high.Scale) >> 12;
        var code = (error < 0 ? 1 : 3) - (isFar ? 1 : 0);
        var difference = (_high.Scale * High[code]) >> 15;
        _high.Rescale(HighWeights[code]);
        _high.Adapt(difference);
        return code;
    }
}
