namespace Futwork.Realtime.Rtp;

/// <summary>White noise of the level that a silent far end names (RFC 3389 section 3.1). What it may say of the noise's spectrum is passed over.</summary>
internal sealed class ComfortNoise
{
    private const int Inaudible = 100;
    private uint _random = 0x9E3779B9;
    private int _amplitude;

    /// <summary>0 is as loud as can be, 127 is silence.</summary>
    public int DecibelsBelowOverload
    {
        set => _amplitude = value >= Inaudible ? 0 : (int)(short.MaxValue * Math.Min(1, Math.Sqrt(3) * Math.Pow(10, -value / 20d)));
    }

    public void Fill(Span<short> pcm)
    {
        for (var i = 0; i < pcm.Length; i++)
        {
            _random ^= _random << 13;
            _random ^= _random >> 17;
            _random ^= _random << 5;
            pcm[i] = (short)((_amplitude * (long)(int)_random) >> 31);
        }
    }
}
