using System.Numerics;
using System.Runtime.InteropServices;

namespace Futwork.Realtime.Audio;

/// <summary>
/// Changes the sample rate of a running sound. It keeps its state between calls, so pieces may be cut anywhere; one instance
/// serves one stream, from one thread at a time, and does not allocate once made. Delay: half its filter, about 2 to 4 ms.
/// </summary>
public sealed class Resampler
{
    private const int Block = 1024;
    private readonly ResamplerFilter _filter;
    private readonly float[] _line;
    private int _offset;
    private int _phase;

    /// <param name="from">Samples per second that come in.</param>
    /// <param name="to">Samples per second that go out.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        _filter = ResamplerFilter.For(from, to);
        _line = new float[_filter.Taps - 1 + Block];
    }

    /// <summary>Changes the rate of a whole sound, which keeps its place in time.</summary>
    public static short[] Convert(ReadOnlySpan<short> pcm, int from, int to)
    {
        if (from == to) return pcm.ToArray();
        var resampler = new Resampler(from, to);
        var (up, down, half) = (resampler._filter.Up, resampler._filter.Down, resampler._filter.Taps / 2);
        var all = new short[resampler.MostOutput(pcm.Length) + resampler.MostOutput(half)];
        var made = resampler.Process(pcm, all);
        made += resampler.Process(new short[half], all.AsSpan(made));
        var delay = (int)Math.Round((double)half * up / down);
        var length = (int)Math.Min(((long)pcm.Length * up + down - 1) / down, made - delay);
        return all.AsSpan(delay, length).ToArray();
    }

    /// <summary>The most samples that <see cref="Process"/> can return for this many.</summary>
    public int MostOutput(int input) => (int)(((long)input * _filter.Up / _filter.Down) + 1);

    /// <summary>Takes the next piece, writes what comes out of it, and returns how many samples that is.</summary>
    /// <param name="input">The next samples.</param>
    /// <param name="output">Room for at least <see cref="MostOutput"/> samples.</param>
    public int Process(ReadOnlySpan<short> input, Span<short> output)
    {
        var made = 0;
        while (!input.IsEmpty)
        {
            var block = input[..Math.Min(Block, input.Length)];
            made += ProcessBlock(block, output[made..]);
            input = input[block.Length..];
        }

        return made;
    }

    private int ProcessBlock(ReadOnlySpan<short> block, Span<short> output)
    {
        var past = _filter.Taps - 1;
        for (var i = 0; i < block.Length; i++) _line[past + i] = block[i];
        var made = 0;
        while (_offset < block.Length)
        {
            var value = Dot(_filter.Branch(_phase), _line.AsSpan(_offset, _filter.Taps));
            output[made++] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
            _phase += _filter.Down;
            _offset += _phase / _filter.Up;
            _phase %= _filter.Up;
        }

        _offset -= block.Length;
        _line.AsSpan(block.Length, past).CopyTo(_line);
        return made;
    }

    // The number of taps is a multiple of every vector width in use.
    private static float Dot(ReadOnlySpan<float> weights, ReadOnlySpan<float> samples)
    {
        var a = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var b = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return Vector.Sum(sum);
    }
}
