using System.Runtime.Intrinsics;
using static Futwork.Realtime.Turns.SileroWeights;

namespace Futwork.Realtime.Turns;

/// <summary>
/// Silero VAD v6 in managed code: the probability that a chunk of 32 ms holds speech. It carries the sound and the state
/// of one stream from chunk to chunk, so each stream has its own; about 12 KB, the weights being shared. Not for several
/// threads at once.
/// </summary>
public sealed class SileroVad
{
    private readonly SileroWeights _weights;
    private readonly int _context;
    private readonly float[] _sound;
    private readonly float[] _spectrum;
    private readonly float[][] _layers;
    private readonly float[] _inputAndHidden = new float[2 * Hidden];
    private readonly float[] _cell = new float[Hidden];
    private readonly float[] _gates = new float[4 * Hidden];

    /// <summary>Starts a stream of silence.</summary>
    /// <param name="sampleRate">8000 or 16000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model knows no other rate.</exception>
    public SileroVad(int sampleRate)
    {
        _weights = SileroWeights.For(sampleRate);
        ChunkSamples = sampleRate / 1000 * 32;
        _context = ChunkSamples / 8;
        _sound = new float[_context + ChunkSamples + _context];
        _spectrum = new float[2 * _weights.Bins];
        // The frames that enter a convolution stand between two frames of zeros.
        _layers = [Frames(4, _weights.PaddedBins), Frames(4, 128), Frames(2, 64), Frames(1, 64)];
    }

    /// <summary>Samples in a chunk: 256 at 8 kHz, 512 at 16 kHz.</summary>
    public int ChunkSamples { get; }

    /// <summary>Takes the next 32 ms of the stream and returns the probability, 0 to 1, that they hold speech. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The chunk is not <see cref="ChunkSamples"/> long.</exception>
    public float Probability(ReadOnlySpan<short> chunk)
    {
        if (chunk.Length != ChunkSamples)
            throw new ArgumentException($"A chunk is {ChunkSamples} samples, not {chunk.Length}.", nameof(chunk));
        TakeIn(chunk);
        Transform();
        Encode();
        return Decode();
    }

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        Array.Clear(_sound);
        Array.Clear(_inputAndHidden);
        Array.Clear(_cell);
    }

    // Before the chunk the end of the one before, behind it its own end mirrored.
    private void TakeIn(ReadOnlySpan<short> chunk)
    {
        _sound.AsSpan(ChunkSamples, _context).CopyTo(_sound);
        for (var i = 0; i < chunk.Length; i++)
            _sound[_context + i] = chunk[i] / 32768f;
        var end = _context + ChunkSamples;
        for (var i = 0; i < _context; i++)
            _sound[end + i] = _sound[end - 2 - i];
    }

    private void Transform()
    {
        var (filter, bins) = (_weights.Filter, _weights.Bins);
        for (var frame = 0; frame < Spectra; frame++)
        {
            Dense.Multiply(_weights.Basis, _sound.AsSpan(frame * filter / 2, filter), _spectrum);
            var magnitudes = _layers[0].AsSpan((frame + 1) * _weights.PaddedBins, bins);
            for (var bin = 0; bin < bins; bin++)
                magnitudes[bin] = MathF.Sqrt(_spectrum[bin] * _spectrum[bin] + _spectrum[bins + bin] * _spectrum[bins + bin]);
        }
    }

    private void Encode()
    {
        var convolutions = _weights.Convolutions;
        Convolve(convolutions[0], _layers[0], step: 1, _layers[1].AsSpan(128, 4 * 128));
        Convolve(convolutions[1], _layers[1], step: 2, _layers[2].AsSpan(64, 2 * 64));
        Convolve(convolutions[2], _layers[2], step: 2, _layers[3].AsSpan(64, 64));
        Convolve(convolutions[3], _layers[3], step: 1, _inputAndHidden.AsSpan(0, Hidden));
    }

    private static void Convolve(Convolution convolution, ReadOnlySpan<float> frames, int step, Span<float> output)
    {
        var width = convolution.Bias.Length;
        for (var frame = 0; frame * width < output.Length; frame++)
        {
            var values = output.Slice(frame * width, width);
            Dense.Multiply(convolution.Matrix, frames.Slice(frame * step * convolution.Stride, 3 * convolution.Stride), values);
            for (var i = 0; i < width; i++)
                values[i] = MathF.Max(0, values[i] + convolution.Bias[i]);
        }
    }

    private float Decode()
    {
        Dense.Multiply(_weights.RecurrentMatrix, _inputAndHidden, _gates);
        ReadOnlySpan<float> bias = _weights.RecurrentBias, outputRow = _weights.OutputRow;
        Vector256<float> sum = default;
        for (var i = 0; i < Hidden; i += Dense.Lanes)
        {
            var (input, forget) = (Dense.Sigmoid(Gate(0, i, bias)), Dense.Sigmoid(Gate(1, i, bias)));
            var (candidate, output) = (Dense.Tanh(Gate(2, i, bias)), Dense.Sigmoid(Gate(3, i, bias)));
            var cell = forget * Vector256.Create(_cell.AsSpan(i)) + input * candidate;
            var hidden = output * Dense.Tanh(cell);
            cell.CopyTo(_cell.AsSpan(i));
            hidden.CopyTo(_inputAndHidden.AsSpan(Hidden + i));
            sum += Vector256.Max(hidden, default) * Vector256.Create(outputRow[i..]);
        }

        return 1 / (1 + MathF.Exp(-(Vector256.Sum(sum) + _weights.OutputBias)));
    }

    private Vector256<float> Gate(int gate, int unit, ReadOnlySpan<float> bias) =>
        Vector256.Create(_gates.AsSpan(gate * Hidden + unit)) + Vector256.Create(bias[(gate * Hidden + unit)..]);

    private static float[] Frames(int count, int width) => new float[(count + 2) * width];
}
