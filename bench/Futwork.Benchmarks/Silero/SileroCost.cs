namespace Futwork.Benchmarks.Silero;

/// <summary>What a detector cost at one rate, and what it found.</summary>
/// <param name="Rate">Samples per second.</param>
/// <param name="Microseconds">Per chunk of 32 ms, median of the rounds.</param>
/// <param name="Probabilities">Of each chunk.</param>
internal sealed record SileroCost(int Rate, double Microseconds, IReadOnlyList<float> Probabilities)
{
    /// <summary>Streams heard at once.</summary>
    public int Streams { get; init; } = 1;

    /// <summary>Managed bytes allocated per chunk.</summary>
    public double BytesPerChunk { get; init; }
}
