using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Futwork.Realtime.Turns;

/// <summary>
/// One matrix of the voice activity network, laid out so that a weight, once loaded, serves four inputs: panels of 32 outputs, in each the
/// weights of one input side by side. What an input yields does not depend on the inputs beside it. Any processor .NET runs on.
/// </summary>
internal sealed class Dense
{
    // Two panels are the least: the additions to 64 outputs do not wait for one another.
    private const int Panel = 32, Half = Panel / 2, Pair = 2 * Panel;
    private const int AtOnce = 4;

    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly bool _rectified;

    /// <summary>Lays out a matrix.</summary>
    /// <param name="matrix">Row by row; a row is one output.</param>
    /// <param name="bias">What each output begins with; as many as there are rows, a multiple of 64.</param>
    /// <param name="rectified">An output below zero is zero.</param>
    public Dense(ReadOnlySpan<float> matrix, float[] bias, bool rectified = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length % Pair, 0, nameof(bias));
        (Outputs, Inputs, _bias, _rectified) = (bias.Length, matrix.Length / bias.Length, bias, rectified);
        _weights = new float[matrix.Length];
        for (int row = 0; row < Outputs; row++)
        {
            int panel = row / Panel * Panel * Inputs;
            for (int column = 0; column < Inputs; column++)
                _weights[panel + (column * Panel) + (row % Panel)] = matrix[(row * Inputs) + column];
        }
    }

    /// <summary>Values in an input.</summary>
    public int Inputs { get; }

    /// <summary>Values in an output.</summary>
    public int Outputs { get; }

    /// <summary>Multiplies <paramref name="count"/> inputs. Allocates nothing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="input">Holds all of them.</param>
    /// <param name="from">Where each begins.</param>
    /// <param name="output">Takes all products.</param>
    /// <param name="to">Where each begins.</param>
    public void Multiply(int count, ReadOnlySpan<float> input, Places from, Span<float> output, Places to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input.Length, from[count - 1] + Inputs, nameof(input));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, to[count - 1] + Outputs, nameof(output));
        ref float first = ref MemoryMarshal.GetReference(input);
        for (int panel = 0; panel < Outputs; panel += Pair)
        {
            int i = 0;
            for (; i + AtOnce <= count; i += AtOnce)
            {
                Four(panel, ref first, from, i, output, to);
                Four(panel + Panel, ref first, from, i, output, to);
            }

            for (; i < count; i++)
                One(panel, ref Unsafe.Add(ref first, from[i]), output.Slice(to[i] + panel, Pair));
        }
    }

    private void Four(int panel, ref float inputs, Places from, int index, Span<float> output, Places to)
    {
        ref float weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), panel * Inputs);
        ref float first = ref Unsafe.Add(ref inputs, from[index]), second = ref Unsafe.Add(ref inputs, from[index + 1]);
        ref float third = ref Unsafe.Add(ref inputs, from[index + 2]), fourth = ref Unsafe.Add(ref inputs, from[index + 3]);
        Vector512<float> a0 = Bias(panel), a1 = Bias(panel + Half);
        Vector512<float> b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
        for (nuint i = 0; i < (nuint)Inputs; i++)
        {
            Vector512<float> low = Vector512.LoadUnsafe(ref weights, i * Panel), high = Vector512.LoadUnsafe(ref weights, (i * Panel) + Half);
            Vector512<float> a = Vector512.Create(Unsafe.Add(ref first, i)), b = Vector512.Create(Unsafe.Add(ref second, i));
            Vector512<float> c = Vector512.Create(Unsafe.Add(ref third, i)), d = Vector512.Create(Unsafe.Add(ref fourth, i));
            (a0, a1) = (Vector512.FusedMultiplyAdd(low, a, a0), Vector512.FusedMultiplyAdd(high, a, a1));
            (b0, b1) = (Vector512.FusedMultiplyAdd(low, b, b0), Vector512.FusedMultiplyAdd(high, b, b1));
            (c0, c1) = (Vector512.FusedMultiplyAdd(low, c, c0), Vector512.FusedMultiplyAdd(high, c, c1));
            (d0, d1) = (Vector512.FusedMultiplyAdd(low, d, d0), Vector512.FusedMultiplyAdd(high, d, d1));
        }

        Put(a0, a1, output[(to[index] + panel)..]);
        Put(b0, b1, output[(to[index + 1] + panel)..]);
        Put(c0, c1, output[(to[index + 2] + panel)..]);
        Put(d0, d1, output[(to[index + 3] + panel)..]);
    }

    private void One(int panel, ref float input, Span<float> output)
    {
        ref float weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), panel * Inputs);
        ref float others = ref Unsafe.Add(ref weights, Panel * Inputs);
        Vector512<float> a = Bias(panel), b = Bias(panel + Half), c = Bias(panel + Panel), d = Bias(panel + Panel + Half);
        for (nuint i = 0; i < (nuint)Inputs; i++)
        {
            Vector512<float> value = Vector512.Create(Unsafe.Add(ref input, i));
            a = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref weights, i * Panel), value, a);
            b = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref weights, (i * Panel) + Half), value, b);
            c = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref others, i * Panel), value, c);
            d = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref others, (i * Panel) + Half), value, d);
        }

        Put(a, b, output);
        Put(c, d, output[Panel..]);
    }

    private Vector512<float> Bias(int row) => Vector512.Create(_bias.AsSpan(row, Half));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(Vector512<float> low, Vector512<float> high, Span<float> output)
    {
        (_rectified ? Vector512.Max(low, default) : low).CopyTo(output);
        (_rectified ? Vector512.Max(high, default) : high).CopyTo(output[Half..]);
    }

    /// <summary>Where values stand in an array that holds several streams: some of each, at even distances.</summary>
    /// <param name="Each">How many each stream has.</param>
    /// <param name="Step">From one of them to the next.</param>
    /// <param name="Stream">From one stream to the next.</param>
    /// <param name="First">Where the first stands.</param>
    internal readonly record struct Places(int Each, int Step, int Stream, int First = 0)
    {
        public int this[int index] => First + (index / Each * Stream) + (index % Each * Step);
    }
}
