namespace Futwork.Realtime.Turns;

/// <summary>
/// Silero VAD v6 for a single stream: the probability that a chunk of 32 ms holds speech. It carries the sound and the state
/// from chunk to chunk, so each stream has its own; the weights are shared. Not for several threads at once.
/// </summary>
public sealed class SileroVad
{
    private readonly SileroNetwork _network;
    private readonly SileroMemory _memory;

    /// <summary>Starts a stream of silence.</summary>
    /// <param name="sampleRate">8000 or 16000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model knows no other rate.</exception>
    public SileroVad(int sampleRate)
    {
        _network = new SileroNetwork(sampleRate, capacity: 1);
        _memory = _network.Begin();
        ChunkSamples = sampleRate / 1000 * 32;
    }

    /// <summary>Samples in a chunk: 256 at 8 kHz, 512 at 16 kHz.</summary>
    public int ChunkSamples { get; }

    /// <summary>Takes the next 32 ms of the stream and returns the probability, 0 to 1, that they hold speech. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The chunk is not <see cref="ChunkSamples"/> long.</exception>
    public float Probability(ReadOnlySpan<short> chunk)
    {
        if (chunk.Length != ChunkSamples)
            throw new ArgumentException($"A chunk is {ChunkSamples} samples, not {chunk.Length}.", nameof(chunk));
        _network.Add(_memory, chunk);
        float probability = 0;
        _network.Judge(new Span<float>(ref probability));
        return probability;
    }

    /// <summary>Forgets what was heard.</summary>
    public void Reset() => _memory.Clear();
}
