using System.Collections.Concurrent;

namespace Futwork.Providers.Local.Sphinx.Pronunciation;

/// <summary>
/// Pronunciations of any word: our own for India, then cmudict's, then two words of cmudict that make it up, then by its letters.
/// The big dictionary is read through once for each set of words not met before, rather than held.
/// </summary>
internal sealed class PronouncingDictionary(string cmudictPath)
{
    private const int ShortestPart = 3;
    private readonly ConcurrentDictionary<string, string[]> _found = new(StringComparer.Ordinal);

    /// <summary>Every word with all its pronunciations, in the order given; a word that has no sound at all is left out.</summary>
    public IReadOnlyDictionary<string, string[]> Pronounce(IReadOnlyCollection<string> words)
    {
        var unknown = words.Where(word => !_found.ContainsKey(word)).ToHashSet(StringComparer.Ordinal);
        if (unknown.Count > 0)
            LookUp(unknown);
        return words.Select(word => (word, sounds: _found[word])).Where(entry => entry.sounds.Length > 0)
            .ToDictionary(entry => entry.word, entry => entry.sounds, StringComparer.Ordinal);
    }

    private void LookUp(HashSet<string> words)
    {
        var wanted = words.Concat(words.SelectMany(Parts)).ToHashSet(StringComparer.Ordinal);
        var listed = Scan(wanted);
        foreach (var word in words)
            _found[word] = IndianWords.Find(word) ?? listed.GetValueOrDefault(word)?.ToArray() ?? Compose(word, listed) ?? [.. LetterToSound.Pronounce(word)];
    }

    private Dictionary<string, List<string>> Scan(HashSet<string> wanted)
    {
        var listed = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var line in File.ReadLines(cmudictPath))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = line.AsSpan(0, Math.Max(0, space));
            // Second pronunciations stand as "word(2)".
            if (name.EndsWith(')'))
                name = name[..name.IndexOf('(')];
            if (!lookup.TryGetValue(name, out var word))
                continue;
            if (!listed.TryGetValue(word, out var sounds))
                listed[word] = sounds = [];
            sounds.Add(line[(space + 1)..].Trim());
        }

        return listed;
    }

    private static IEnumerable<string> Parts(string word) => Cuts(word).SelectMany(cut => new[] { word[..cut], word[cut..] });

    private static IEnumerable<int> Cuts(string word) =>
        Enumerable.Range(ShortestPart, Math.Max(0, word.Length - 2 * ShortestPart + 1)).OrderBy(cut => Math.Abs(2 * cut - word.Length));

    private static string[]? Compose(string word, Dictionary<string, List<string>> listed)
    {
        foreach (var cut in Cuts(word))
            if (listed.TryGetValue(word[..cut], out var first) && listed.TryGetValue(word[cut..], out var second))
                return [$"{first[0]} {second[0]}"];
        return null;
    }
}
