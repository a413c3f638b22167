namespace Futwork.Benchmarks.Turns;

/// <summary>Where a turn is paused: half of the pauses stand at punctuation, where there is any, the others between any two words.</summary>
internal static class PauseSpots
{
    private const double AtPunctuation = 0.5;

    /// <summary>The words of the turn in one piece more than there are pauses.</summary>
    public static IReadOnlyList<Range> Cut(string[] words, int pauses, Random random)
    {
        List<int> marks = [.. Gaps(words).Where(i => words[i - 1][^1] is ',' or '.' or '?' or ';')];
        var cuts = new SortedSet<int>();
        for (int i = 0; i < pauses && words.Length > 1; i++)
        {
            bool natural = marks.Count > 0 && random.NextDouble() < AtPunctuation;
            cuts.Add(natural ? marks[random.Next(marks.Count)] : random.Next(1, words.Length));
        }

        int[] ends = [.. cuts, words.Length];
        return [.. ends.Select((end, i) => (i == 0 ? 0 : ends[i - 1])..end)];
    }

    private static IEnumerable<int> Gaps(string[] words) => Enumerable.Range(1, words.Length - 1);
}
