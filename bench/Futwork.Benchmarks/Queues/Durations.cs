namespace Futwork.Benchmarks.Queues;

/// <summary>How long the same thing took again and again, in milliseconds.</summary>
internal sealed class Durations(IEnumerable<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    /// <summary>So many of a hundred took less.</summary>
    public double At(int percent) => Count == 0 ? double.NaN : _sorted[Math.Min(Count - 1, Count * percent / 100)];

    public override string ToString() => $"p50 {At(50):0.00} ms, p99 {At(99):0.00} ms, max {At(100):0.0} ms";
}
