using System.Numerics;

namespace Futwork.Realtime.Audio;

/// <summary>How loud a piece of sound is.</summary>
public static class AudioLevel
{
    /// <summary>The level given to digital silence.</summary>
    public const double SilenceDbfs = -96;

    /// <summary>The root mean square in dB below full scale (a full-scale square wave is 0), never under <see cref="SilenceDbfs"/>.</summary>
    public static double RmsDbfs(ReadOnlySpan<short> pcm)
    {
        if (pcm.IsEmpty) return SilenceDbfs;
        var mean = (double)Energy(pcm) / pcm.Length;
        return mean <= 0 ? SilenceDbfs : Math.Max(SilenceDbfs, 10 * Math.Log10(mean / (32768d * 32768d)));
    }

    private static long Energy(ReadOnlySpan<short> pcm)
    {
        var sum = Vector<long>.Zero;
        var i = 0;
        for (; i <= pcm.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(pcm[i..]), out var low, out var high);
            Vector.Widen(low * low, out var a, out var b);
            Vector.Widen(high * high, out var c, out var d);
            sum += a + b + c + d;
        }

        var total = Vector.Sum(sum);
        for (; i < pcm.Length; i++) total += pcm[i] * pcm[i];
        return total;
    }
}
