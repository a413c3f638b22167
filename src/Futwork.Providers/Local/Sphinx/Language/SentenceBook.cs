namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>Sentences with weights.</summary>
internal sealed class SentenceBook
{
    private readonly List<(string[] Words, double Weight)> _sentences = [];

    /// <summary>How many there are.</summary>
    public int Count => _sentences.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<(string[] Words, double Weight)> Sentences => _sentences;

    /// <summary>Every word in them, once, in order.</summary>
    public SortedSet<string> Vocabulary() => new(_sentences.SelectMany(sentence => sentence.Words), StringComparer.Ordinal);

    /// <summary>Adds sentences that share a weight of <paramref name="share"/>.</summary>
    public void Add(IEnumerable<string[]> sentences, double share)
    {
        var added = sentences.ToList();
        _sentences.AddRange(added.Select(words => (words, share / added.Count)));
    }
}
