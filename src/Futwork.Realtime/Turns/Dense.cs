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
                for (int row = panel; row < panel + Pair; row += Vector512.IsHardwareAccelerated ? Panel : Half)
                    Four(row, ref first, from, i, output, to);
            }

            for (; i < count; i++)
                One(panel, ref Unsafe.Add(ref first, from[i]), output.Slice(to[i] + panel, Pair));
        }
    }

    // Sixteen registers hold the sums of 4 × 16 outputs, the thirty-two twice as wide ones of AVX-512 those of 4 × 32.
    private void Four(int row, ref float inputs, Places from, int index, Span<float> output, Places to)
    {
        ref float first = ref Unsafe.Add(ref inputs, from[index]), second = ref Unsafe.Add(ref inputs, from[index + 1]);
        ref float third = ref Unsafe.Add(ref inputs, from[index + 2]), fourth = ref Unsafe.Add(ref inputs, from[index + 3]);
        Span<float> a = output[(to[index] + row)..], b = output[(to[index + 1] + row)..];
        Span<float> c = output[(to[index + 2] + row)..], d = output[(to[index + 3] + row)..];
        if (Vector512.IsHardwareAccelerated)
            FourWide(row, ref first, ref second, ref third, ref fourth, a, b, c, d);
        else
            FourNarrow(row, ref first, ref second, ref third, ref fourth, a, b, c, d);
    }

    private void FourWide(
        int row, ref float first, ref float second, ref float third, ref float fourth, Span<float> toA, Span<float> toB, Span<float> toC, Span<float> toD)
    {
        ref float weights = ref Weights(row);
        Vector512<float> a0 = Bias(row), a1 = Bias(row + Half);
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

        Put(a0, a1, toA);
        Put(b0, b1, toB);
        Put(c0, c1, toC);
        Put(d0, d1, toD);
    }

    private void FourNarrow(
        int row, ref float first, ref float second, ref float third, ref float fourth, Span<float> toA, Span<float> toB, Span<float> toC, Span<float> toD)
    {
        ref float weights = ref Weights(row);
        Vector256<float> a0 = Bias(row).GetLower(), a1 = Bias(row).GetUpper();
        Vector256<float> b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
        for (nuint i = 0; i < (nuint)Inputs; i++)
        {
            Vector256<float> low = Vector256.LoadUnsafe(ref weights, i * Panel), high = Vector256.LoadUnsafe(ref weights, (i * Panel) + (Half / 2));
            var input = Vector256.Create(Unsafe.Add(ref first, i));
            (a0, a1) = (Vector256.FusedMultiplyAdd(low, input, a0), Vector256.FusedMultiplyAdd(high, input, a1));
            input = Vector256.Create(Unsafe.Add(ref second, i));
            (b0, b1) = (Vector256.FusedMultiplyAdd(low, input, b0), Vector256.FusedMultiplyAdd(high, input, b1));
            input = Vector256.Create(Unsafe.Add(ref third, i));
            (c0, c1) = (Vector256.FusedMultiplyAdd(low, input, c0), Vector256.FusedMultiplyAdd(high, input, c1));
            input = Vector256.Create(Unsafe.Add(ref fourth, i));
            (d0, d1) = (Vector256.FusedMultiplyAdd(low, input, d0), Vector256.FusedMultiplyAdd(high, input, d1));
        }

        Put(Vector512.Create(a0, a1), toA);
        Put(Vector512.Create(b0, b1), toB);
        Put(Vector512.Create(c0, c1), toC);
        Put(Vector512.Create(d0, d1), toD);
    }

    private void One(int panel, ref float input, Span<float> output)
    {
        ref float weights = ref Weights(panel);
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

    private ref float Weights(int row) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), (row / Panel * Panel * Inputs) + (row % Panel));

    private Vector512<float> Bias(int row) => Vector512.Create(_bias.AsSpan(row, Half));

    private void Put(Vector512<float> low, Vector512<float> high, Span<float> output)
    {
        Put(low, output);
        Put(high, output[Half..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(Vector512<float> sums, Span<float> output) => (_rectified ? Vector512.Max(sums, default) : sums).CopyTo(output);

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
