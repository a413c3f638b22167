namespace Futwork.Benchmarks.Turns;

/// <summary>
/// How long people pause within a turn. The longest pause of a turn is drawn from the distribution that the published cut-off rates of
/// plain voice activity imply (livekit/eot-bench: the share of turns that a fixed silence cuts off is the share with a longer pause).
/// </summary>
internal sealed class PauseModel(string language, Random random)
{
    private static readonly (double Quantile, double Milliseconds)[] English = [(0, 40), (0.444, 300), (0.783, 600), (0.9, 1000), (0.95, 1600), (1, 3000)];
    private static readonly (double Quantile, double Milliseconds)[] Hindi = [(0, 40), (0.505, 300), (0.926, 600), (0.95, 700), (1, 1500)];

    /// <summary>The longest pause of each of so many turns, in ms: spread evenly over the distribution, and longer for some callers than for others.</summary>
    public IReadOnlyList<double> Longest(int turns, Func<int, double> slowness)
    {
        List<double> left = [.. Enumerable.Range(0, turns).Select(i => At((i + 0.5) / turns))];
        var drawn = new double[turns];
        for (int i = 0; i < turns; i++)
        {
            int one = random.Next(left.Count), other = random.Next(left.Count);
            bool longer = random.NextDouble() < slowness(i);
            int taken = left[one] >= left[other] == longer ? one : other;
            drawn[i] = left[taken];
            left.RemoveAt(taken);
        }

        return drawn;
    }

    private double At(double quantile)
    {
        (double Quantile, double Milliseconds)[] table = language.StartsWith("hi", StringComparison.Ordinal) ? Hindi : English;
        int next = Math.Max(1, Array.FindIndex(table, p => p.Quantile >= quantile));
        (double low, double from) = table[next - 1];
        (double high, double to) = table[next];
        return Math.Exp(Math.Log(from) + ((Math.Log(to) - Math.Log(from)) * (quantile - low) / (high - low)));
    }
}
