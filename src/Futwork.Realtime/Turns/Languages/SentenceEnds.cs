using System.Collections.Frozen;
using System.Globalization;

namespace Futwork.Realtime.Turns.Languages;

/// <summary>
/// How likely a sentence is to end after its last two words: a fact about a language, read once from the embedded <c>sentence_ends.*.txt</c>, which
/// <c>tools/sentence-ends</c> takes from a language model.
/// </summary>
internal sealed class SentenceEnds
{
    /// <summary>The log odds after words of which nothing is known.</summary>
    public const double Unknown = -1.8;
    private const double Tenths = 10;
    private static readonly Lazy<SentenceEnds> Read = new(() => new SentenceEnds("sentence_ends.en.txt"));

    private readonly FrozenDictionary<string, double> _odds;

    private SentenceEnds(string resource)
    {
        using Stream stream = typeof(SentenceEnds).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no {resource}; tools/sentence-ends writes it.");
        using var reader = new StreamReader(stream);
        _odds = Entries(reader).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>English.</summary>
    public static SentenceEnds English => Read.Value;

    /// <summary>The log odds that a sentence ends with these words, between -3.5 and -0.5; what is usual for a word that is not known.</summary>
    public double LogOdds(ReadOnlySpan<string> words)
    {
        if (words.Length == 0 || !_odds.TryGetValue(words[^1], out double odds))
            return Unknown;
        return words.Length > 1 && _odds.TryGetValue($"{words[^2]} {words[^1]}", out double pair) ? pair : odds;
    }

    private static IEnumerable<KeyValuePair<string, double>> Entries(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            yield return new(parts[0], Odds(parts[1]));
            foreach (string[] pair in parts[2..].Select(p => p.Split(':')))
                yield return new($"{pair[0]} {parts[0]}", Odds(pair[1]));
        }
    }

    private static double Odds(string tenths) => int.Parse(tenths, CultureInfo.InvariantCulture) / Tenths;
}
