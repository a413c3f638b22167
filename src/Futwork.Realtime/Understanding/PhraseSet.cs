using System.Collections;
using System.Runtime.CompilerServices;

namespace Futwork.Realtime.Understanding;

/// <summary>Phrases of one or several words, to be found at a place in an answer.</summary>
[CollectionBuilder(typeof(PhraseSet), nameof(Create))]
internal sealed class PhraseSet : IEnumerable<string>
{
    private readonly HashSet<string> _phrases;
    private readonly int _longest;

    private PhraseSet(IEnumerable<string> phrases)
    {
        _phrases = new HashSet<string>(phrases, StringComparer.Ordinal);
        _longest = _phrases.Select(Length).DefaultIfEmpty().Max();
    }

    public static PhraseSet Create(ReadOnlySpan<string> phrases) => new(phrases.ToArray());

    /// <summary>The phrases of a text that separates them by commas.</summary>
    public static PhraseSet Of(string list) => new(list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Each of the first with each of the second behind it.</summary>
    public static IEnumerable<string> Pairs(IEnumerable<string> first, IReadOnlyList<string> second) => first.SelectMany(_ => second, (one, other) => $"{one} {other}");

    /// <summary>How many words the longest phrase has that begins at <paramref name="at"/>; 0 when none does.</summary>
    public int LengthAt(ReadOnlySpan<string> words, int at)
    {
        for (int length = Math.Min(_longest, words.Length - at); length > 0; length--)
        {
            if (_phrases.Contains(Join(words.Slice(at, length))))
                return length;
        }

        return 0;
    }

    /// <summary>How many words the longest phrase has that ends the answer; 0 when none does.</summary>
    public int LengthAtEnd(ReadOnlySpan<string> words)
    {
        for (int length = Math.Min(_longest, words.Length); length > 0; length--)
        {
            if (_phrases.Contains(Join(words[^length..])))
                return length;
        }

        return 0;
    }

    /// <summary>One of the phrases stands somewhere in the answer.</summary>
    public bool IsIn(ReadOnlySpan<string> words)
    {
        for (int at = 0; at < words.Length; at++)
        {
            if (LengthAt(words, at) > 0)
                return true;
        }

        return false;
    }

    /// <summary>The answer, which has words, is made of these phrases and nothing else.</summary>
    public bool Covers(ReadOnlySpan<string> words)
    {
        int at = 0;
        while (at < words.Length && LengthAt(words, at) is > 0 and var length)
            at += length;
        return words.Length > 0 && at == words.Length;
    }

    /// <summary>One of the phrases begins with the answer and goes on.</summary>
    public bool AreBegunBy(ReadOnlySpan<string> words)
    {
        string start = Join(words) + " ";
        return _phrases.Any(p => p.StartsWith(start, StringComparison.Ordinal));
    }

    /// <summary>The phrases of both.</summary>
    public static PhraseSet operator +(PhraseSet a, PhraseSet b) => new(a._phrases.Concat(b._phrases));

    public IEnumerator<string> GetEnumerator() => _phrases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Join(ReadOnlySpan<string> words) => words.Length == 1 ? words[0] : string.Join(' ', words!);

    private static int Length(string phrase) => phrase.AsSpan().Count(' ') + 1;
}
