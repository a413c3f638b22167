using System.Runtime.Intrinsics;
using static Futwork.Realtime.Turns.SileroWeights;
using Places = Futwork.Realtime.Turns.Dense.Places;

namespace Futwork.Realtime.Turns;

/// <summary>
/// Silero VAD v6 in managed code, over the chunks of several streams at once, so that the weights, which are larger than a processor's
/// first caches, are read once for all of them. A stream's probability does not depend on its company. Not for several threads at once.
/// </summary>
internal sealed class SileroNetwork
{
    private const int Lanes = 8;

    private readonly SileroWeights _weights;
    private readonly int _chunk;
    private readonly int _context;
    private readonly SileroMemory[] _memories;
    private readonly float[] _sound;
    private readonly float[] _folded;
    private readonly float[] _spectra;
    private readonly float[][] _layers;
    private readonly float[] _inputAndHidden;
    private readonly float[] _gates;
    private int _count;

    /// <summary>Makes room.</summary>
    /// <param name="sampleRate">8000 or 16000.</param>
    /// <param name="capacity">Chunks at once, at the most.</param>
    public SileroNetwork(int sampleRate, int capacity)
    {
        _weights = For(sampleRate);
        (_chunk, _context, Capacity) = (_weights.Filter * 2, _weights.Filter / 4, capacity);
        _memories = new SileroMemory[capacity];
        _sound = new float[capacity * SoundLength];
        _folded = new float[capacity * Spectra * _weights.Filter];
        _spectra = new float[capacity * Spectra * _weights.Filter];
        // The frames that enter a convolution stand between two frames of zeros.
        _layers = [Frames(4, _weights.Bins), Frames(4, 128), Frames(2, 64), Frames(1, 64)];
        _inputAndHidden = new float[capacity * 2 * Hidden];
        _gates = new float[capacity * 4 * Hidden];
    }

    /// <summary>Chunks at once, at the most.</summary>
    public int Capacity { get; }

    private int SoundLength => _context + _chunk + _context;

    /// <summary>A stream of silence so far.</summary>
    public SileroMemory Begin() => new(_context);

    /// <summary>Takes the next 32 ms of a stream; the chunk after it only after <see cref="Judge"/>.</summary>
    public void Add(SileroMemory memory, ReadOnlySpan<short> chunk)
    {
        Span<float> sound = _sound.AsSpan(_count * SoundLength, SoundLength);
        memory.Context.CopyTo(sound);
        // Before the chunk the end of the one before, behind it its own end mirrored.
        for (int i = 0; i < chunk.Length; i++)
            sound[_context + i] = chunk[i] / 32768f;
        int end = _context + _chunk;
        for (int i = 0; i < _context; i++)
            sound[end + i] = sound[end - 2 - i];
        sound.Slice(_chunk, _context).CopyTo(memory.Context);
        memory.HiddenState.CopyTo(_inputAndHidden.AsSpan((((2 * _count) + 1) * Hidden)));
        _memories[_count++] = memory;
    }

    /// <summary>The probability that each chunk taken holds speech, in their order.</summary>
    public void Judge(Span<float> probabilities)
    {
        Transform();
        Encode();
        _weights.Recurrent.Multiply(_count, _inputAndHidden, new Places(1, 0, 2 * Hidden), _gates, new Places(1, 0, 4 * Hidden));
        for (int i = 0; i < _count; i++)
            probabilities[i] = Decode(_memories[i], _gates.AsSpan(i * 4 * Hidden, 4 * Hidden));
        Array.Clear(_memories, 0, _count);
        _count = 0;
    }

    // The window and the cosines are the same forwards and backwards, the sines the negative, and the window begins with 0.
    private void Transform()
    {
        (int filter, int half, int bins) = (_weights.Filter, _weights.Filter / 2, _weights.Bins);
        for (int frame = 0; frame < _count * Spectra; frame++)
            Fold(_sound.AsSpan((frame / Spectra * SoundLength) + (frame % Spectra * half), filter), _folded.AsSpan(frame * filter, filter));
        var even = new Places(1, 0, filter);
        Places odd = even with { First = half };
        _weights.Cosines.Multiply(_count * Spectra, _folded, even, _spectra, even);
        _weights.Sines.Multiply(_count * Spectra, _folded, odd, _spectra, odd);
        for (int frame = 0; frame < _count * Spectra; frame++)
        {
            ReadOnlySpan<float> real = _spectra.AsSpan(frame * filter, half), imaginary = _spectra.AsSpan((frame * filter) + half, half);
            Span<float> magnitudes = _layers[0].AsSpan(((frame / Spectra * (Spectra + 2)) + (frame % Spectra) + 1) * bins, bins);
            for (int i = 0; i < half; i += Lanes)
            {
                Vector256<float> r = Vector256.Create(real[i..]), j = Vector256.Create(imaginary[i..]);
                Vector256.Sqrt((r * r) + (j * j)).CopyTo(magnitudes[i..]);
            }

            magnitudes[half] = MathF.Abs(Highest(_folded.AsSpan(frame * filter, half)));
        }
    }

    private static void Fold(ReadOnlySpan<float> sound, Span<float> folded)
    {
        int half = sound.Length / 2;
        for (int i = 1; i < half; i++)
            (folded[i - 1], folded[half + i - 1]) = (sound[i] + sound[^i], sound[i] - sound[^i]);
        (folded[half - 1], folded[^1]) = (sound[half], 0);
    }

    private float Highest(ReadOnlySpan<float> folded)
    {
        Vector256<float> sum = default;
        for (int i = 0; i < folded.Length; i += Lanes)
            sum += Vector256.Create(folded[i..]) * Vector256.Create(_weights.HighestCosine.AsSpan(i));
        return Vector256.Sum(sum);
    }

    private void Encode()
    {
        IReadOnlyList<Dense> convolutions = _weights.Convolutions;
        int bins = _weights.Bins;
        convolutions[0].Multiply(4 * _count, _layers[0], new Places(4, bins, 6 * bins), _layers[1], new Places(4, 128, 6 * 128, 128));
        convolutions[1].Multiply(2 * _count, _layers[1], new Places(2, 2 * 128, 6 * 128), _layers[2], new Places(2, 64, 4 * 64, 64));
        convolutions[2].Multiply(_count, _layers[2], new Places(1, 0, 4 * 64), _layers[3], new Places(1, 0, 3 * 64, 64));
        convolutions[3].Multiply(_count, _layers[3], new Places(1, 0, 3 * 64), _inputAndHidden, new Places(1, 0, 2 * Hidden));
    }

    private float Decode(SileroMemory memory, ReadOnlySpan<float> gates)
    {
        Vector256<float> sum = default;
        for (int i = 0; i < Hidden; i += Lanes)
        {
            Vector256<float> input = Sigmoid(Vector256.Create(gates[i..])), forget = Sigmoid(Vector256.Create(gates[(Hidden + i)..]));
            Vector256<float> candidate = Tanh(Vector256.Create(gates[((2 * Hidden) + i)..])), output = Sigmoid(Vector256.Create(gates[((3 * Hidden) + i)..]));
            Vector256<float> cell = (forget * Vector256.Create(memory.Cells.AsSpan(i))) + (input * candidate);
            Vector256<float> hidden = output * Tanh(cell);
            cell.CopyTo(memory.Cells.AsSpan(i));
            hidden.CopyTo(memory.HiddenState.AsSpan(i));
            sum += Vector256.Max(hidden, default) * Vector256.Create(_weights.OutputRow.AsSpan(i));
        }

        return 1 / (1 + MathF.Exp(-(Vector256.Sum(sum) + _weights.OutputBias)));
    }

    private static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));

    private static Vector256<float> Tanh(Vector256<float> x) => (Sigmoid(x + x) * 2f) - Vector256<float>.One;

    private float[] Frames(int count, int width) => new float[Capacity * (count + 2) * width];
}
