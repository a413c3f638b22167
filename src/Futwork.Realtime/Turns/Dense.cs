using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Futwork.Realtime.Turns;

/// <summary>The vector arithmetic under the voice activity network: no allocation, any processor .NET runs on.</summary>
internal static class Dense
{
    /// <summary>Rows and vectors are a multiple of this long.</summary>
    public const int Lanes = 8;

    /// <summary><paramref name="length"/>, rounded up to whole lanes.</summary>
    public static int Pad(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary><paramref name="output"/> = <paramref name="matrix"/> × <paramref name="input"/>, row by row.</summary>
    public static void Multiply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> input, Span<float> output)
    {
        Debug.Assert(input.Length % Lanes == 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Length, input.Length * output.Length, nameof(matrix));
        ref var weights = ref MemoryMarshal.GetReference(matrix);
        ref var values = ref MemoryMarshal.GetReference(input);
        var columns = (nuint)input.Length;
        var row = 0;
        for (; row + 4 <= output.Length; row += 4)
        {
            FourRows(ref weights, ref values, columns, output.Slice(row, 4));
            weights = ref Unsafe.Add(ref weights, 4 * columns);
        }

        for (; row < output.Length; row++)
        {
            output[row] = OneRow(ref weights, ref values, columns);
            weights = ref Unsafe.Add(ref weights, columns);
        }
    }

    /// <summary>Logistic function, 8 values at a time.</summary>
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));

    /// <summary>Hyperbolic tangent, 8 values at a time.</summary>
    public static Vector256<float> Tanh(Vector256<float> x) => Sigmoid(x + x) * 2f - Vector256<float>.One;

    // Four rows at once: each input is loaded once for four, and the additions do not wait for one another.
    private static void FourRows(ref float weights, ref float values, nuint columns, Span<float> output)
    {
        ref var second = ref Unsafe.Add(ref weights, columns);
        ref var third = ref Unsafe.Add(ref second, columns);
        ref var fourth = ref Unsafe.Add(ref third, columns);
        Vector256<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i < columns; i += Lanes)
        {
            var value = Vector256.LoadUnsafe(ref values, i);
            a = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref weights, i), value, a);
            b = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref second, i), value, b);
            c = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref third, i), value, c);
            d = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref fourth, i), value, d);
        }

        output[0] = Vector256.Sum(a);
        output[1] = Vector256.Sum(b);
        output[2] = Vector256.Sum(c);
        output[3] = Vector256.Sum(d);
    }

    private static float OneRow(ref float weights, ref float values, nuint columns)
    {
        Vector256<float> sum = default;
        for (nuint i = 0; i < columns; i += Lanes)
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref weights, i), Vector256.LoadUnsafe(ref values, i), sum);
        return Vector256.Sum(sum);
    }
}
