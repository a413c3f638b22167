namespace Futwork.Hosting;

/// <summary>Guesses what was meant by a name that is not known.</summary>
internal static class Spelling
{
    private const int Longest = 200;
    private const int MostListed = 50;

    /// <summary>"Did you mean …?" with the nearest known name, or the list of them when none is near.</summary>
    public static string Suggest(string sent, IReadOnlyCollection<string> known) =>
        Nearest(sent, known) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known here: {List(known.Order(StringComparer.Ordinal))}.";

    /// <summary>The first of some names, each of them shortened where it is long.</summary>
    public static string List(IEnumerable<string> names)
    {
        var listed = names.Take(MostListed + 1).Select(name => name.Length <= Longest ? name : $"{name[..Longest]}…").ToList();
        return string.Join(", ", listed.Take(MostListed)) + (listed.Count > MostListed ? ", …" : "");
    }

    /// <summary>The known name that is most like it; null when none is near.</summary>
    public static string? Nearest(string sent, IReadOnlyCollection<string> known)
    {
        // Whatever a client sends, the work stays small.
        var nearest = sent.Length > Longest ? null : known.Where(name => name.Length <= Longest).MinBy(name => Distance(sent, name));
        return nearest is not null && Distance(sent, nearest) <= Math.Max(2, sent.Length / 3) ? nearest : null;
    }

    // Levenshtein over lower-case letters: case alone is distance zero.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
