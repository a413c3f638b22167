namespace Futwork.Realtime.Rtp;

/// <summary>
/// Makes up missing sound by repeating the last pitch period, fading to silence within 60 ms (the idea of G.711 appendix I,
/// simplified), and blends back into the real sound.
/// </summary>
internal sealed class LossConcealment
{
    private const int History = 320;
    private const int ShortestPeriod = 40;
    private const int LongestPeriod = 160;
    private const int FullVolume = 80;
    private const int Fade = 400;
    private const int Blend = 32;

    private readonly short[] _history = new short[History];
    private int _period = LongestPeriod;
    private int _madeUp;
    private bool _isTorn;
    private bool _silentSoFar = true;

    /// <summary>Real sound goes by.</summary>
    public void Continue(Span<short> real)
    {
        if (_isTorn && !_silentSoFar)
        {
            var blend = Math.Min(Blend, real.Length);
            for (var i = 0; i < blend; i++) real[i] = (short)(((Next() * (blend - i)) + (real[i] * i)) / blend);
        }

        _madeUp = 0;
        _isTorn = false;
        _silentSoFar = false;

        var keep = Math.Min(real.Length, History);
        _history.AsSpan(keep).CopyTo(_history);
        real[^keep..].CopyTo(_history.AsSpan(History - keep));
    }

    /// <summary>Fills a gap; false when it lasts so long already that only silence is left.</summary>
    public bool Fill(Span<short> gap)
    {
        if (_silentSoFar || _madeUp >= FullVolume + Fade)
        {
            gap.Clear();
            return false;
        }

        Cut();
        for (var i = 0; i < gap.Length; i++) gap[i] = Next();
        return true;
    }

    /// <summary>What follows is no continuation of what went by, and blends in.</summary>
    public void Cut()
    {
        if (_isTorn || _silentSoFar) return;
        _isTorn = true;
        _period = FindPeriod();
    }

    private short Next()
    {
        var sample = _history[History - _period + (_madeUp % _period)];
        var gain = Math.Clamp(FullVolume + Fade - _madeUp, 0, Fade);
        _madeUp++;
        return (short)(sample * gain / Fade);
    }

    /// <summary>The lag at which the last 10 ms look most like what came before.</summary>
    private int FindPeriod()
    {
        const int length = 80;
        var recent = _history.AsSpan(History - length);
        var (best, bestScore) = (LongestPeriod, 0d);
        for (var lag = ShortestPeriod; lag <= LongestPeriod; lag++)
        {
            var earlier = _history.AsSpan(History - length - lag, length);
            long product = 0, energy = 1;
            for (var i = 0; i < length; i++)
            {
                product += recent[i] * earlier[i];
                energy += earlier[i] * earlier[i];
            }

            var score = product <= 0 ? 0 : (double)product * product / energy;
            if (score > bestScore) (best, bestScore) = (lag, score);
        }

        return best;
    }
}
