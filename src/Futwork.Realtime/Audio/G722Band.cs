namespace Futwork.Realtime.Audio;

/// <summary>
/// One of the two adaptive predictors of ITU-T G.722, the same in encoder and decoder: sections 3.5, 3.6 and 6.2, whose block
/// names stand at the methods. All values are 16-bit fixed point, kept in ints.
/// </summary>
internal sealed class G722Band
{
    private const int Zeros = 6;
    private readonly int[] _b = new int[Zeros + 1];
    private readonly int[] _d = new int[Zeros + 1];
    private readonly int _slowest;
    private readonly int _shift;
    private int _a1;
    private int _a2;
    private int _p1;
    private int _p2;
    private int _r1;
    private int _r2;
    private int _zeroPart;
    private int _logScale;

    private G722Band(int scale, int slowest, int shift) => (Scale, _slowest, _shift) = (scale, slowest, shift);

    /// <summary>What the next sample is expected to be.</summary>
    public int Prediction { get; private set; }

    /// <summary>The quantizer's scale factor.</summary>
    public int Scale { get; private set; }

    /// <summary>0 to 4 kHz.</summary>
    public static G722Band Low() => new(scale: 32, slowest: 18432, shift: 8);

    /// <summary>4 to 8 kHz.</summary>
    public static G722Band High() => new(scale: 8, slowest: 22528, shift: 10);

    public static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    /// <summary>LOGSCL, SCALEL and their counterparts: adapts the scale to the level of the last code.</summary>
    public void Rescale(int weight)
    {
        _logScale = Math.Clamp(((_logScale * 127) >> 7) + weight, 0, _slowest);
        var mantissa = G722Tables.InverseLogarithm[(_logScale >> 6) & 31];
        var exponent = _shift - (_logScale >> 11);
        Scale = (exponent < 0 ? mantissa << -exponent : mantissa >> exponent) << 2;
    }

    /// <summary>Takes the quantized difference of this sample, and predicts the next.</summary>
    public void Adapt(int difference)
    {
        var reconstructed = Saturate(Prediction + difference);
        var partial = Saturate(_zeroPart + difference);
        AdaptPoles(partial);
        AdaptZeros(difference);
        (_r2, _r1) = (_r1, reconstructed);
        (_p2, _p1) = (_p1, partial);
        Predict();
    }

    /// <summary>UPPOL2 and UPPOL1.</summary>
    private void AdaptPoles(int partial)
    {
        var sameAsLast = (partial < 0) == (_p1 < 0);
        var sameAsBefore = (partial < 0) == (_p2 < 0);
        var step = Saturate(_a1 << 2);
        var second = Math.Min(sameAsLast ? -step : step, short.MaxValue) >> 7;
        second += (sameAsBefore ? 128 : -128) + ((_a2 * 32512) >> 15);
        second = Math.Clamp(second, -12288, 12288);
        var first = Saturate((sameAsLast ? 192 : -192) + ((_a1 * 32640) >> 15));
        var limit = Saturate(15360 - second);
        (_a1, _a2) = (Math.Clamp(first, -limit, limit), second);
    }

    /// <summary>UPZERO and DELAYA.</summary>
    private void AdaptZeros(int difference)
    {
        var step = difference == 0 ? 0 : 128;
        _d[0] = difference;
        for (var i = Zeros; i >= 1; i--)
        {
            var move = (_d[i] < 0) == (difference < 0) ? step : -step;
            _b[i] = Saturate(move + ((_b[i] * 32640) >> 15));
        }

        for (var i = Zeros; i >= 1; i--) _d[i] = _d[i - 1];
    }

    /// <summary>FILTEP, FILTEZ and PREDIC.</summary>
    private void Predict()
    {
        var poles = Saturate(((_a1 * Saturate(_r1 * 2)) >> 15) + ((_a2 * Saturate(_r2 * 2)) >> 15));
        var zeros = 0;
        for (var i = Zeros; i >= 1; i--) zeros += (_b[i] * Saturate(_d[i] * 2)) >> 15;
        _zeroPart = Saturate(zeros);
        Prediction = Saturate(poles + _zeroPart);
    }
}
